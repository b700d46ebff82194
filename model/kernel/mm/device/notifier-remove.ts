/**
 * `mmu_interval_notifier_remove` (MN-8): a notifier that an invalidation may be calling is left where it is until that is over, and
 * whoever removes it waits until then.
 */
import { WAIT, next, ret, type Rows } from '../../../call.ts'
import type { Mm } from '../parts.ts'
import { notifierNamed, removeNotifier } from './notifier.ts'

interface Removing {
  readonly n: number
  readonly process: number
  /** Of the invalidation that is waited for. */
  readonly sequence: number
}

export const MMU_INTERVAL_NOTIFIER_REMOVE: Rows<Mm, Removing> = {
  lock: (k, { n }) => {
    const notifier = notifierNamed(k, n)
    const { process } = notifier
    const sequence = k.w.processes[process]?.sequence ?? 0
    if (sequence % 2 === 1) {
      notifier.deferred = true
      return next({ process, sequence })
    }
    removeNotifier(k, n)
    return ret(0)
  },
  /** From 5.18 on it takes the lock to look (BUG-55). Here the end of an invalidation is one row, so it is as if it did. */
  wait: ({ w }, { process, sequence }) => (w.processes[process].sequence === sequence ? WAIT : ret(0)),
}
