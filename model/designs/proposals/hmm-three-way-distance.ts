/**
 * As hmm-three-way, and the core asks first how far the two are apart: where no way is known, the page comes back to RAM, as if
 * there were no page of the BAR.
 */
import { linux } from '../../kernel/linux.ts'
import { linuxMmWith } from '../../kernel/mm/linux-mm.ts'
import type { MmParts } from '../../kernel/mm/parts.ts'
import { parts } from './hmm-dma-map.ts'

export const aliases: MmParts['aliases'] = (hw, home, asking) =>
  parts.classify(parts, hw, home, asking).type !== 'NOT_SUPPORTED'

export default linux(
  {
    id: 'hmm-three-way-distance',
    alias: 'D20a',
    basis: 'linux-6.12',
    summary:
      'HMM gives a page of a BAR in place of a private page if the core knows a way to it; else the page migrates',
    sources: [
      'Jason Gunthorpe, 28 January 2025, in reply to "[RFC 1/5] mm/hmm: HMM API to enable P2P DMA for device private pages"',
      'A2-06, A2-07, A2-08',
    ],
  },
  { ...parts, memory: linuxMmWith({ aliases }) },
)
