/** Linux 4.20 with the bus offset added, as 3a19407913e8 left it in 2021 (BUG-1). */
import { linux } from '../../kernel/linux.ts'
import { busAddress } from '../../kernel/pci/p2pdma.ts'
import { parts, unpluggingMemory } from './linux-4.20.ts'

export default linux(
  {
    id: 'linux-4.20-fixed',
    alias: 'D12f',
    summary: 'Linux 4.20 with the bus offset added',
    sources: ['pci_p2pdma_map_sg, Linux 4.20 (from memory)', 'commit 3a19407913e8 (2021)'],
  },
  { ...parts, memory: unpluggingMemory, busAddress },
)
