/**
 * One helper call in the loop that there is anyway, with four answers.
 *
 * Benjamin Herrenschmidt and Jason Gunthorpe, 18 April 2017: use the bus address and do not map it; use it and do
 * map it in the IOMMU; go on as usual; fail. Three of the four became `enum pci_p2pdma_map_type`. The
 * second has no place on a fabric whose IOMMU puts out CPU physical addresses, and is never answered
 * here (mutant `bus-map` answers it). Nothing is cached, so nothing goes stale.
 */
import { linux } from '../../kernel/linux.ts'
import type { Parts } from '../../kernel/parts.ts'
import { freshMapType } from '../../kernel/pci/p2pdma.ts'
import { parts as linux612 } from '../releases/linux-6.12.ts'

export const parts: Parts = {
  ...linux612,
  mapType: freshMapType,
}

export default linux(
  {
    id: 'four-way',
    alias: 'D09',
    summary:
      'in-loop helper: decides for each entry: bus address, through the host bridge, as usual, or failure; caches nothing',
    sources: [
      'Benjamin Herrenschmidt and Jason Gunthorpe, 18 April 2017, "[RFC 0/8] Copy Offload with Peer-to-Peer PCI Memory"',
      'A3-42, A3-44',
    ],
  },
  parts,
)
