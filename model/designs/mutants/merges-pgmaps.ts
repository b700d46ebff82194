/** Linux 6.12 that joins contiguous pages whoever they belong to, as before 1567b49d1a40 (6.2): breaks S7. */
import { appendTable } from '../../kernel/lib/appended.ts'
import { sgTableAnybodys } from '../../kernel/lib/sg-table.ts'
import { joinAnybodys } from '../../kernel/lib/join.ts'
import { linux } from '../../kernel/linux.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'merges-pgmaps',
    summary: 'Linux 6.12 that builds tables without looking at page maps',
    sources: ['commit 1567b49d1a40 (6.2), which mended it', 'A5-13, L24'],
  },
  {
    ...parts,
    buildTable: joinAnybodys,
    appendTable: appendTable(sgTableAnybodys),
  },
)
