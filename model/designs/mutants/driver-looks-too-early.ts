/** A driver that asks whether what it read is still true, and only then takes its lock: breaks S34 where somebody comes between. */
import { jump, next, ret } from '../../call.ts'
import { EBUSY } from '../../kernel/errno.ts'
import { publishRange } from '../../kernel/lib/test-hmm/fault.ts'
import { notifierOf } from '../../kernel/lib/test-hmm/mirror.ts'
import { linux } from '../../kernel/linux.ts'
import type { HmmResult } from '../../kernel/mm/device/hmm.ts'
import { mustRetry } from '../../kernel/mm/device/notifier.ts'
import { linuxMmWith } from '../../kernel/mm/linux-mm.ts'
import { mmapReadUnlock } from '../../kernel/mm/mmap-lock.ts'
import type { Mm } from '../../kernel/mm/parts.ts'
import { parts } from '../releases/linux-6.12.ts'

interface Locals {
  readonly process: number
  readonly device: number
  readonly sequence: number
  readonly range: HmmResult
}

const memory = linuxMmWith(
  {},
  {
    dmirror_fault: {
      mmap_unlock: (k: Mm, { process, device, sequence, range: { rc } }: Locals) => {
        mmapReadUnlock(k, process)
        if (rc === -EBUSY || mustRetry(notifierOf(k, device), sequence)) return jump('read_begin')
        return rc === 0 ? next() : ret(rc)
      },
      publish: publishRange,
    },
  },
)

export default linux(
  {
    id: 'driver-looks-too-early',
    mendedBy: 'linux-6.12',
    summary: 'Linux 6.12, and a driver that asks mmu_interval_read_retry before it takes its lock',
    sources: ['a mutant of this project: the question of dmirror_range_fault above its lock', 'MN-7'],
  },
  { ...parts, memory },
)
