/**
 * Methods of a page map that take the BAR although there is a link. The client may have the memory because of the link, and nobody
 * asked about PCI. Breaks S40; where PCI is a way, too, it is only slow.
 */
import { mmByMethods } from '../../kernel/gpu/pagemap-methods.ts'
import { linux } from '../../kernel/linux.ts'
import { parts } from '../proposals/pagemap-methods.ts'
import { aliases } from '../proposals/hmm-three-way-distance.ts'

export default linux(
  {
    id: 'bar-first',
    basis: 'pagemap-methods',
    mendedBy: 'pagemap-methods',
    summary: 'pagemap-methods whose dma_map goes through the BAR even if the client has a link',
    sources: ['a mutant of this project: dma_map that does not look for a link', 'A2-10'],
  },
  { ...parts, memory: mmByMethods({ knowsWay: aliases, throughBar: (way) => way !== 'own' }) },
)
