/** An exporter that moves a page and leaves the CPU’s entries as they are: the process goes on in the old place, and a device that maps the page is told
 * the new one. Breaks S41 (L68). */
import { next } from '../../call.ts'
import { linux } from '../../kernel/linux.ts'
import { exportingMm } from '../../kernel/mm/exporter.ts'
import { parts } from '../proposals/vma-ops.ts'

export default linux(
  {
    id: 'exporter-leaves-cpu',
    basis: 'vma-ops',
    mendedBy: 'vma-ops',
    summary: 'operations of a VMA with an exporter that moves its page and leaves the entries of CPUs as they are',
    sources: ['a mutant of this project: half of unmap_mapping_range left out', 'A5-07, L68'],
  },
  { ...parts, memory: exportingMm({ zap: () => next() }) },
)
