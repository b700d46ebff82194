/** munmap and MADV_DONTNEED, row by row: others go on between the rows that tell of it and the one that takes entries out. */
import { WAIT, jump, next, ret, type Answer, type Rows } from '../../../call.ts'
import { EINVAL, ENOMEM } from '../../errno.ts'
import { endInvalidating, startInvalidating } from '../device/notifier.ts'
import { freedToPool, setCounts } from '../device/p2pmem.ts'
import { mmapReadLock, mmapReadUnlock } from '../mmap-lock.ts'
import type { Mm } from '../parts.ts'
import { cutOut, removeVmas, zapRange } from './unmap.ts'
import { isPfnMapped, vmasIn } from './vma.ts'

interface OfRange {
  readonly process: number
  readonly start: number
  readonly end: number
}

interface Unmapping extends OfRange {
  readonly gone: readonly number[]
  /** Pages of a BAR that are in the pool again, and have no count yet. */
  readonly freed: readonly number[]
}

/**
 * MN2-24: one UNMAP of the whole range that was asked, if there is anything in it. The mmap lock is held for writing until no
 * fault finds the VMAs, and for reading from then on (`vms_complete_munmap_vmas`).
 */
export const MUNMAP: Rows<Mm, Unmapping> = {
  mmap_lock: (k, { process, start, end }) => {
    if (start >= end) return ret(-EINVAL)
    if (k.w.processes[process].readers > 0) return WAIT
    const gone = cutOut(k, process, start, end)
    if (gone.length === 0) return ret(0)
    for (const vma of gone) vma.detached = true
    k.w.processes[process].readers++
    return next({ gone: gone.map(({ id }) => id) })
  },
  start: (k, { process, start, end }) => {
    startInvalidating(k, process, 'UNMAP', [start, end])
    return next()
  },
  zap: (k, { process, gone }) => {
    const frames = Object.values(k.w.memory.spaces[process].entries).map(({ frame }) => frame)
    for (const id of gone) zapRange(k, process, k.w.vmas[id].start, k.w.vmas[id].end)
    const freed = freedToPool(k, frames)
    return freed.length > 0 ? next({ freed }) : jump('end', { gone })
  },
  /** LAT-6 */
  set_count: (k, { freed, gone }) => {
    setCounts(k, freed)
    return jump('end', { gone })
  },
  end: (k, { process, gone }) => {
    endInvalidating(k, process)
    removeVmas(
      k,
      process,
      gone.map((id) => k.w.vmas[id]),
    )
    mmapReadUnlock(k, process)
    return ret(0)
  },
}

export interface Dropping extends OfRange {
  /** As far as it came. */
  readonly at?: number
  /** There was nothing at some place. */
  readonly hole?: boolean
  /** The part of the VMA that is at hand. */
  readonly from: number
  readonly to: number
}

/** MN2-24: one CLEAR for each VMA's part, and on past holes; a PFN-mapped VMA stops it. It changes no VMA. */
export const MADVISE_DONTNEED: Rows<Mm, Dropping> = {
  mmap_lock: (k, locals) => (locals.start === locals.end ? ret(0) : mmapReadLock(k, locals)),
  start: (k, { process, start, end, at = start, hole = false }) => {
    const [vma] = at < end ? vmasIn(k, process, at, end) : []
    const done = (rc: number): Answer => {
      mmapReadUnlock(k, process)
      return ret(rc)
    }
    if (vma === undefined) return done(hole || at < end ? -ENOMEM : 0)
    if (isPfnMapped(vma)) return done(-EINVAL)
    const from = Math.max(vma.start, at)
    const to = Math.min(vma.end, end)
    startInvalidating(k, process, 'CLEAR', [from, to])
    return next({ from, to, hole: hole || from > at })
  },
  zap: (k, { process, from, to }) => {
    zapRange(k, process, from, to)
    return next()
  },
  end: (k, { process, to, hole }) => {
    endInvalidating(k, process)
    return jump('start', { at: to, hole })
  },
}
