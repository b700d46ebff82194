/**
 * The orchestrator asks, the mapping does not.
 *
 * In the RFC of 2017 nvmet compared the upstream ports of its devices and used peer memory only below
 * one switch; the DMA layer then handed out the CPU physical address to whoever came with such a page.
 */
import { handOver } from '../../address.ts'
import { linux } from '../../kernel/linux.ts'
import type { Parts } from '../../kernel/parts.ts'
import { parts as linux612 } from '../releases/linux-6.12.ts'

export const parts: Parts = {
  ...linux612,
  bridgesForward: () => false,
  mapType: (_, { k }) => ({ k, type: 'BUS_ADDR' }),
  busAddress: (address) => handOver(address),
}

export default linux(
  {
    id: 'orchestrator-check',
    alias: 'D03',
    summary:
      'orchestrator check: only the distance checks, and allows peers below one switch; the map hands out the CPU physical address',
    sources: ['Logan Gunthorpe, 30 March 2017, "[RFC 0/8] Copy Offload with Peer-to-Peer PCI Memory" (from memory)'],
  },
  parts,
)
