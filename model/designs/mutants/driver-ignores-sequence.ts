/** A driver that writes its table without asking whether what it read is still true: breaks S34 where somebody comes between. */
import { ret } from '../../call.ts'
import { publish } from '../../kernel/lib/test-hmm/mirror.ts'
import { linux } from '../../kernel/linux.ts'
import type { HmmResult } from '../../kernel/mm/device/hmm.ts'
import { linuxMmWith } from '../../kernel/mm/linux-mm.ts'
import { parts } from '../releases/linux-6.12.ts'

const memory = linuxMmWith(
  {},
  {
    dmirror_fault: {
      publish: (k, { device, start, range }: { device: number; start: number; range: HmmResult }) => {
        range.entries.forEach(({ frame, write }, i) => {
          if (frame !== undefined) publish(k, device, start + i, { frame, write })
        })
        return ret(0)
      },
    },
  },
)

export default linux(
  {
    id: 'driver-ignores-sequence',
    mendedBy: 'linux-6.12',
    summary: 'Linux 6.12, and a driver that never asks mmu_interval_read_retry',
    sources: ['a mutant of this project: the test of dmirror_range_fault removed', 'MN-7'],
  },
  { ...parts, memory },
)
