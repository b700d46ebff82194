/** Linux 6.12 that joins contiguous pages whoever they belong to, as before 49580e690755 (6.2): breaks S7. */
import { linux } from '../../kernel/linux.ts'
import type { SgEntry } from '../../kernel/scatterlist.ts'
import { parts } from '../linux-6.12.ts'

export default linux(
  {
    id: 'merges-pgmaps',
    summary: 'Linux 6.12 that builds tables without looking at page maps',
    sources: ['commit 49580e690755 (6.2), which mended it', 'threads.md A5-13, L24'],
  },
  {
    ...parts,
    buildTable: (runs) =>
      runs.reduce<SgEntry[]>((table, run) => {
        const last = table.at(-1)
        if (last === undefined || last.phys + last.length !== run.phys) return [...table, run]
        return [...table.slice(0, -1), { ...last, length: last.length + run.length }]
      }, []),
  },
)
