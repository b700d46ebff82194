/** An exporter that moves a page, takes the CPU’s entries, and tells nobody that mirrors the process: the device goes on in the old place. Breaks S41 (L68). */
import { next } from '../../call.ts'
import { linux } from '../../kernel/linux.ts'
import { exportingMm } from '../../kernel/mm/exporter.ts'
import { parts } from '../proposals/vma-ops.ts'

export default linux(
  {
    id: 'exporter-leaves-device',
    basis: 'vma-ops',
    mendedBy: 'vma-ops',
    summary: 'operations of a VMA with an exporter that moves its page and tells nobody that mirrors',
    sources: ['a mutant of this project: half of unmap_mapping_range left out', 'A5-07, L68'],
  },
  { ...parts, memory: exportingMm({ tell: () => next(), end: () => next() }) },
)
