/**
 * A shim in front of the DMA operations of the device.
 *
 * Dan Williams, 18 April 2017: peer pages are handled by the shim, the rest is passed on. Jason
 * Gunthorpe's objection of the same day is what breaks it: "dma_ops are not really intended to be
 * stacked", and nothing in the table says which layer an entry came from when it is unmapped.
 */
import { linux } from '../../kernel/linux.ts'
import type { Parts } from '../../kernel/parts.ts'
import { mapByKind } from '../parts/split.ts'
import { parts as inner } from './pgmap-callback-fixed.ts'

const parts: Parts = {
  ...inner,
  mapSg: (own, call, request) =>
    mapByKind(
      own,
      inner,
      (k, entry) => ({ ...inner.asBusAddress(own, k, entry), marked: false }),
      (now, run, nents) => own.unmapSg(own, now, run, nents),
      call,
      request,
    ),
}

export default linux(
  {
    id: 'stacked-shim',
    alias: 'D06',
    summary:
      'stacked shim: maps peer pages by bus address, passes the rest to the operations below, and passes every unmap to them whole',
    sources: [
      'Dan Williams and Jason Gunthorpe, 18 April 2017, "[RFC 0/8] Copy Offload with Peer-to-Peer PCI Memory"',
      'A3-36 to A3-40',
    ],
  },
  parts,
)
