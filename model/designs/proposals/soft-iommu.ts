/**
 * The switch brings the DMA operations of the devices below it, and translation is off there.
 *
 * Dan Williams, 15 April 2017. Peer memory of the same switch is a bus address, all else goes out as CPU
 * physical addresses; whether an IOMMU above still translates is not the switch's to decide.
 */
import { KIND, NO_FUNCTION, type Machine } from '../../machine/columns.ts'
import { linux } from '../../kernel/linux.ts'
import type { Parts } from '../../kernel/parts.ts'
import { parts as inner } from './pgmap-callback-fixed.ts'

const belowSwitch = (m: Machine, client: number): boolean => {
  const f = m.clientFunction[client]
  return f !== NO_FUNCTION && m.kind[m.parent[f]] === KIND.switchDown
}

const parts: Parts = {
  ...inner,
  mapSg: (own, call, request) =>
    (belowSwitch(call.hw.machine, request.client) ? inner.directMapSg : inner.mapSg)(own, call, request),
  unmapSg: (own, call, request, nents) =>
    (belowSwitch(call.hw.machine, request.client) ? inner.directUnmapSg : inner.unmapSg)(own, call, request, nents),
}

export default linux(
  {
    id: 'soft-iommu',
    alias: 'D10',
    summary:
      'soft IOMMU: devices below a switch have their own DMA operations: bus addresses for peers there, CPU physical ones for all else',
    sources: ['Dan Williams, 15 April 2017, "[RFC 0/8] Copy Offload with Peer-to-Peer PCI Memory"'],
  },
  parts,
)
