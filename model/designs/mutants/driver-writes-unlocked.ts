/** A driver that gives its lock back between the question and the answer, and writes its table without it: breaks S34 where somebody comes between. */
import { jump } from '../../call.ts'
import { publishRange } from '../../kernel/lib/test-hmm/fault.ts'
import { notifierOf } from '../../kernel/lib/test-hmm/mirror.ts'
import { linux } from '../../kernel/linux.ts'
import type { HmmResult } from '../../kernel/mm/device/hmm.ts'
import { mustRetry } from '../../kernel/mm/device/notifier.ts'
import { linuxMmWith } from '../../kernel/mm/linux-mm.ts'
import type { Mm } from '../../kernel/mm/parts.ts'
import { parts } from '../releases/linux-6.12.ts'

interface Locals {
  readonly device: number
  readonly start: number
  readonly sequence: number
  readonly range: HmmResult
  /** It asked, under its lock. */
  readonly asked?: true
}

const memory = linuxMmWith(
  {},
  {
    dmirror_fault: {
      publish: (k: Mm, locals: Locals) => {
        const { device, sequence, range, asked } = locals
        if (asked === undefined)
          return mustRetry(notifierOf(k, device), sequence)
            ? jump('read_begin')
            : jump('publish', { range, asked: true })
        return publishRange(k, locals)
      },
    },
  },
)

export default linux(
  {
    id: 'driver-writes-unlocked',
    mendedBy: 'linux-6.12',
    summary: 'Linux 6.12, and a driver that writes its table after it unlocks',
    sources: ['a mutant of this project: dmirror_range_fault unlocks before it writes its table', 'MN-7'],
  },
  { ...parts, memory },
)
