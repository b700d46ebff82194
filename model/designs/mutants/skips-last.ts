/** Linux 6.12 that forgets the last entry of a list and says success: breaks S10. */
import { linux } from '../../kernel/linux.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'skips-last',
    summary: 'Linux 6.12 that maps all entries of a list except the last, and answers success',
    sources: ['a mutant of this project, after the short counts of A5-08'],
  },
  {
    ...parts,
    mapSg: (own, call, request) => {
      const mapped = parts.mapSg(own, call, request)
      const last = request.table.at(-1)
      return mapped.rc === 0 && last !== undefined
        ? { ...mapped, table: mapped.table.with(request.table.length - 1, last) }
        : mapped
    },
  },
)
