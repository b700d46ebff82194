/**
 * Methods of a page map whose driver knows its own BAR, and says yes to every client: nobody asks the core about the way. Breaks S40,
 * as hmm-three-way does.
 */
import { atLast, mmByMethods } from '../../kernel/gpu/pagemap-methods.ts'
import { linux } from '../../kernel/linux.ts'
import { parts } from '../proposals/pagemap-methods.ts'

export default linux(
  {
    id: 'pagemap-answers-alone',
    basis: 'pagemap-methods',
    mendedBy: 'pagemap-methods',
    summary: 'pagemap-methods whose devmem_allowed does not ask the core for the distance',
    sources: ['a mutant of this project: devmem_allowed without pci_p2pdma_distance', 'A2-07, A2-10'],
  },
  { ...parts, memory: mmByMethods({ knowsWay: () => true, throughBar: atLast }) },
)
