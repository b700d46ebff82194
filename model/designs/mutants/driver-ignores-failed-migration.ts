/**
 * A driver that forgets the page that the CPU faulted on, so that no migration back succeeds, and says that all is well: the CPU
 * faults again, for ever. Breaks S38.
 */
import { next, ret } from '../../call.ts'
import { linux } from '../../kernel/linux.ts'
import { linuxMmWith } from '../../kernel/mm/linux-mm.ts'
import { parts } from '../releases/linux-6.12.ts'

interface Locals {
  readonly process: number
  readonly at: number
}

const memory = linuxMmWith(
  {},
  {
    migrate_to_ram: {
      fault_page: (_, { process, at }: Locals) => {
        const selection = { system: false, private: true, coherent: false, owner: 'A' }
        return next({ args: { process, start: at, end: at + 1, selection, faultPage: undefined } })
      },
      moved: () => ret('done'),
    },
  },
)

export default linux(
  {
    id: 'driver-ignores-failed-migration',
    mendedBy: 'linux-6.12',
    summary: 'Linux 6.12, and a driver whose migrate_to_ram fails and says that it did not',
    sources: [
      'a mutant of this project: fault_page of dmirror_devmem_fault left out, and its answer changed',
      'MN2-20, CF-2',
    ],
  },
  { ...parts, memory },
)
