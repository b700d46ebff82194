/** Linux 6.12 that joins contiguous pages whoever they belong to, as before 49580e690755 (6.2): breaks S7. */
import { joining } from '../../kernel/lib/join.ts'
import { linux } from '../../kernel/linux.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'merges-pgmaps',
    summary: 'Linux 6.12 that builds tables without looking at page maps',
    sources: ['commit 49580e690755 (6.2), which mended it', 'A5-13, L24'],
  },
  {
    ...parts,
    buildTable: joining(() => true),
  },
)
