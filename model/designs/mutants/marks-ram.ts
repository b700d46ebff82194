/** Linux 6.12 that marks every entry it maps as a bus address, RAM as well: breaks S4. */
import { linux } from '../../kernel/linux.ts'
import { parts } from '../releases/linux-6.12.ts'

export default linux(
  {
    id: 'marks-ram',
    summary: 'Linux 6.12 that marks RAM as a bus address, so that unmap would leave it mapped',
    sources: ['a mutant of this project'],
  },
  {
    ...parts,
    mapSg: (own, call, request) => {
      const mapped = parts.mapSg(own, call, request)
      return mapped.rc === 0 ? { ...mapped, table: mapped.table.map((entry) => ({ ...entry, marked: true })) } : mapped
    },
  },
)
