/**
 * Everything is mapped alike: peer memory as if it were RAM.
 *
 * What `dma_map_sg` did with a BAR's pages before anybody told it apart: an IOVA where an IOMMU
 * translates, else the CPU physical address. Whether the root complex then forwards, nobody asks.
 */
import { linux } from '../../kernel/linux.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'naive-iommu',
    alias: 'D02',
    summary: 'naive IOMMU: maps peer memory as RAM, by IOVA or by CPU physical address, for every pair of devices',
    sources: ['Benjamin Herrenschmidt, 15 April 2017, "[RFC 0/8] Copy Offload with Peer-to-Peer PCI Memory"', 'IO-5'],
  },
  {
    ...parts,
    classify: () => ({ type: 'THRU_HOST_BRIDGE', distance: 0 }),
    mapType: (_, { k }) => ({ k, type: 'THRU_HOST_BRIDGE' }),
  },
)
