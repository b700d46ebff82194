/** `hmm_range_fault`: a range is read as the CPU sees it, and faulted in where that was asked. */
import { WAIT, calls, jump, next, ret, type Rows } from '../../../call.ts'
import { EBUSY, EFAULT, EINVAL } from '../../errno.ts'
import type { FaultResult } from '../fault/handle.ts'
import type { Mm } from '../parts.ts'
import type { HmmEntry, HmmRange } from './hmm-range.ts'
import { walkRange } from './hmm-walk.ts'
import { mustRetry, notifierNamed } from './notifier.ts'

export interface HmmArgs extends HmmRange {
  readonly inputs: readonly HmmEntry[]
  /** The sequence of before; left out: the one that the notifier's driver saved. */
  readonly sequence?: number
}
export interface HmmResult {
  readonly rc: number
  readonly entries: readonly HmmEntry[]
}

interface Locals extends HmmArgs {
  readonly entries?: readonly HmmEntry[]
  readonly cursor?: number
  /** The page that is faulted in, and where that ends. */
  readonly at: number
  readonly until: number
  readonly write: boolean
  readonly result: FaultResult
}

const answer = (rc: number, { entries, inputs }: Locals): ReturnType<typeof ret> =>
  ret({ rc, entries: entries ?? inputs } satisfies HmmResult)

/** HM-3: there is no bound; an empty range is an error of the walk (`walk_page_range`), behind the question for the sequence; HM-6: an error of the fault is EFAULT, and the entries behind the cursor stay inputs. */
export const HMM_RANGE_FAULT: Rows<Mm, Locals> = {
  check_retry: (k, locals) => {
    if (mustRetry(notifierNamed(k, locals.notifier), locals.sequence)) return answer(-EBUSY, locals)
    return locals.start < locals.end ? next() : answer(-EINVAL, locals)
  },
  walk: (k, locals) => {
    const entries = [...(locals.entries ?? locals.inputs)]
    const walked = walkRange(k, locals, entries, locals.cursor ?? locals.start)
    if (walked.kind === 'ended') return answer(0, { ...locals, entries })
    if (walked.kind === 'failed') return answer(walked.rc, { ...locals, entries })
    if (walked.kind === 'waits') return WAIT
    return next({ entries, cursor: walked.at, at: walked.at, until: walked.end, write: walked.write })
  },
  fault: calls('handle_mm_fault', ({ process, at, write }) => ({ process, at, write, unshare: false }), 'result'),
  faulted: (_, locals) => {
    const { entries, cursor, at, until, write, result } = locals
    if (result !== 'done') return answer(-EFAULT, locals)
    if (at + 1 < until) return jump('fault', { entries, cursor, at: at + 1, until, write })
    return jump('check_retry', { entries, cursor })
  },
}
