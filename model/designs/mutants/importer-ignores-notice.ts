/** A driver that is told that the memory goes, and goes on: A5-07 is what it must not do. Breaks S17 where the exporter moves. */
import { next } from '../../call.ts'
import { lendingMm } from '../../kernel/dma-buf/linux-dma-buf.ts'
import { linux } from '../../kernel/linux.ts'
import { parts } from '../proposals/provider-revoke.ts'

export default linux(
  {
    id: 'importer-ignores-notice',
    basis: 'provider-revoke',
    mendedBy: 'provider-revoke',
    summary:
      'provider-revoke with a driver that borrows memory and keeps its address when it is told that the memory goes away',
    sources: ['a mutant of this project: an invalidate_mappings that does nothing', 'A5-07'],
  },
  { ...parts, memory: lendingMm({ dma_buf_invalidate: { stop: () => next() } }) },
)
