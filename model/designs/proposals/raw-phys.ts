/**
 * The BAR's CPU physical address goes to the device as it is, whoever asks.
 *
 * What the RFC of April 2017 did, and what a driver still gets that calls `dma_map_page` on a P2P page
 * without an IOMMU. On the machines most people have (offset 0, no redirect) nobody notices.
 */
import { handOver } from '../../address.ts'
import { linux } from '../../kernel/linux.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'raw-phys',
    alias: 'D01',
    summary: 'raw physical address: a BAR byte is handed out as its CPU physical address, for every pair of devices',
    sources: ['Logan Gunthorpe, 30 March 2017, "[RFC 0/8] Copy Offload with Peer-to-Peer PCI Memory" (from memory)'],
  },
  {
    ...parts,
    classify: () => ({ type: 'BUS_ADDR', distance: 0 }),
    mapType: (_, { k }) => ({ k, type: 'BUS_ADDR' }),
    busAddress: (address) => handOver(address),
  },
)
