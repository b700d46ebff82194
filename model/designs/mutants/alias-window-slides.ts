/**
 * A window that is set to memory when somebody asks for it, as was said in 2017, and nobody counts who uses it: the page of the
 * BAR that a device has shows other memory a moment later. Breaks S41.
 */
import { linux } from '../../kernel/linux.ts'
import { linuxMmWith } from '../../kernel/mm/linux-mm.ts'
import { parts } from '../proposals/hmm-dma-map.ts'
import { aliases } from '../proposals/hmm-three-way-distance.ts'

export default linux(
  {
    id: 'alias-window-slides',
    basis: 'hmm-three-way-distance',
    mendedBy: 'hmm-three-way-distance',
    summary: 'hmm-three-way-distance whose BAR shows a new page in place of one that a device still uses',
    sources: [
      'Logan Gunthorpe, 19 April 2017, "[RFC 0/8] Copy Offload with Peer-to-Peer PCI Memory": the idea, without a lifetime',
      'A2-09, A3-57',
    ],
  },
  { ...parts, memory: linuxMmWith({ aliases, slides: true }) },
)
