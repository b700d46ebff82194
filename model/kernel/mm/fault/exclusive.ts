/** A device-exclusive entry becomes an ordinary one again. */
import { WAIT, jump, next, ret, type Rows } from '../../../call.ts'
import type { Entry } from '../../../machine/page-table.ts'
import { endInvalidating, startInvalidating } from '../device/notifier.ts'
import { clearEntry, dirtied, entryAt, protectedEntry, sameEntry, setEntry } from '../page/pte.ts'
import { mapPage, pageOf, putPage, tryGetPage } from '../page/struct-page.ts'
import type { Mm } from '../parts.ts'
import type { Vma } from '../state.ts'
import { vmaAt } from '../vma/vma.ts'

/** `restore_exclusive_pte`. EX-4: the entry's reference is the mapping's now. */
export const restoreExclusive = (k: Mm, vma: Vma, at: number): void => {
  const entry = entryAt(k, vma.process, at)!
  clearEntry(k, vma.process, at)
  if (!k.parts.exclusiveMaps) mapPage(pageOf(k, entry.frame))
  const present = protectedEntry(vma, entry.frame)
  setEntry(k, vma.process, at, entry.write ? dirtied(vma, present) : present)
}

interface Restoring {
  readonly process: number
  readonly at: number
  /** What stood there when the fault was taken: no lock has been held since. */
  readonly old: Entry
  /** Who faults may be sent back to begin anew: a CPU, and neither HMM nor a pin. */
  readonly retries?: boolean
}

/**
 * EX-3: who holds the page exclusively is told, as a change by nobody. A page that was freed meanwhile is left alone. Where the page is locked a
 * CPU waits for that, and faults anew (`folio_lock_or_retry`); others wait and go on. Linux drops the mmap lock for the first.
 */
export const REMOVE_DEVICE_EXCLUSIVE_ENTRY: Rows<Mm, Restoring> = {
  get: (k, { old }) => (tryGetPage(k, old.frame) ? next() : ret('done')),
  lock: (k, { process, at, old, retries }) => {
    const page = pageOf(k, old.frame)
    if (page.locked) return retries === true ? jump('wait_locked') : WAIT
    page.locked = true
    startInvalidating(k, process, k.parts.exclusiveMaps ? 'CLEAR' : 'EXCLUSIVE', [at, at + 1])
    return next()
  },
  restore: (k, { process, at, old }) => {
    if (sameEntry(entryAt(k, process, at), old)) restoreExclusive(k, vmaAt(k, process, at)!, at)
    return next()
  },
  end: (k, { process, old }) => {
    endInvalidating(k, process)
    pageOf(k, old.frame).locked = false
    return next()
  },
  put: (k, { old }) => {
    putPage(k, pageOf(k, old.frame))
    return ret('done')
  },
  wait_locked: (k, { old }) => (pageOf(k, old.frame).locked ? WAIT : jump('put')),
}
