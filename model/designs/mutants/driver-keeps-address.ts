/**
 * A driver that keeps its device’s addresses when it is told of an invalidation, and asks anew: flags that HMM leaves as they
 * were then speak of the page before. Breaks S42.
 */
import { linux } from '../../kernel/linux.ts'
import { linuxMmWith } from '../../kernel/mm/linux-mm.ts'
import { parts } from '../proposals/hmm-dma-map.ts'
import { aliases } from '../proposals/hmm-three-way-distance.ts'

export default linux(
  {
    id: 'driver-keeps-address',
    basis: 'hmm-three-way-distance',
    mendedBy: 'hmm-three-way-distance',
    summary: 'hmm-three-way-distance with a driver that keeps the addresses of invalidated pages',
    sources: ['a mutant of this project: hmm_dma_unmap_pfn left out of the notifier', 'A5-24, NW-5'],
  },
  { ...parts, memory: linuxMmWith({ aliases, letsGo: () => false }) },
)
