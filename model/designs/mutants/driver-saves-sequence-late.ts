/** A driver that reads the sequence after the pages, so that it never sees a change: breaks S34 where somebody comes between. */
import { jump, next, ret } from '../../call.ts'
import { EBUSY } from '../../kernel/errno.ts'
import { notifierOf } from '../../kernel/lib/test-hmm/mirror.ts'
import { linux } from '../../kernel/linux.ts'
import type { HmmResult } from '../../kernel/mm/device/hmm.ts'
import { linuxMmWith } from '../../kernel/mm/linux-mm.ts'
import { mmapReadUnlock } from '../../kernel/mm/mmap-lock.ts'
import type { Mm } from '../../kernel/mm/parts.ts'
import { parts } from '../releases/linux-6.12.ts'

interface Locals {
  readonly process: number
  readonly device: number
  readonly range: HmmResult
}

/** What was saved before the fault is forgotten. */
const memory = linuxMmWith(
  {},
  {
    dmirror_fault: {
      mmap_unlock: (k: Mm, { process, device, range: { rc } }: Locals) => {
        mmapReadUnlock(k, process)
        if (rc === -EBUSY) return jump('read_begin')
        return rc === 0 ? next({ sequence: notifierOf(k, device).sequence }) : ret(rc)
      },
    },
  },
)

export default linux(
  {
    id: 'driver-saves-sequence-late',
    mendedBy: 'linux-6.12',
    summary: 'Linux 6.12, and a driver that calls mmu_interval_read_begin after hmm_range_fault',
    sources: ['a mutant of this project: mmu_interval_read_begin of dmirror_range_fault below hmm_range_fault', 'MN-7'],
  },
  { ...parts, memory },
)
