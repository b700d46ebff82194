/**
 * Memory of a device as a static range: a process maps it, and it lies where it lies. The driver moves nothing, so what a process got
 * from malloc never gets there.
 */
import { MIGRATIONS } from '../../kernel/lib/test-hmm/migrate.ts'
import { linux } from '../../kernel/linux.ts'
import { linuxMm } from '../../kernel/mm/linux-mm.ts'
import { parts } from '../releases/linux-6.12.ts'

const withoutMigrations = Object.fromEntries(Object.entries(linuxMm.tables).filter(([name]) => !(name in MIGRATIONS)))

export default linux(
  {
    id: 'device-dax',
    alias: 'D19',
    basis: 'linux-6.12',
    summary: 'Linux 6.12 whose drivers move no memory: a process maps a range of device memory, which stays there',
    sources: ['Dan Williams, November 2016; drivers/dax, Linux 4.7', 'A4-01, A4-04, A4-05, A4-06, A4-08, A4-09'],
  },
  { ...parts, memory: { ...linuxMm, tables: withoutMigrations } },
)
