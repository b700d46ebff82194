/** `get_user_pages` and `pin_user_pages`, slow and fast. */
import { WAIT, calls, jump, next, ret, type Answer, type Rows } from '../../../call.ts'
import { EBUSY, EFAULT, EINVAL } from '../../errno.ts'
import type { FaultFlags, FaultResult } from '../fault/handle.ts'
import { mmapReadLock, mmapReadUnlock } from '../mmap-lock.ts'
import { PIN, mapOf, pageOf, putPage } from '../page/struct-page.ts'
import type { GupFlags, Mm } from '../parts.ts'
import { ZERO } from '../state.ts'
import { vmaAt } from '../vma/vma.ts'
import { follow, followFast } from './follow.ts'

export interface GupArgs {
  readonly process: number
  readonly start: number
  readonly end: number
  readonly flags: GupFlags
  /** `_fast`; `only`: the fast way without the slow one. */
  readonly fast?: boolean
  readonly only?: boolean
}
export interface GupResult {
  readonly rc: number
  readonly frames: readonly number[]
}

interface Locals extends GupArgs {
  /** What the fast way got: it stays, whatever follows. */
  readonly kept: readonly number[]
  readonly frames: readonly number[]
  readonly rc: number
  readonly fault: FaultFlags
  readonly result: FaultResult
  readonly got: GupResult
  readonly frame: number
  readonly moved: boolean
}

/** Gives back what was got. */
export const putGup = (k: Mm, frames: readonly number[], pinned: boolean): void => {
  for (const frame of frames) if (frame !== ZERO) putPage(k, pageOf(k, frame), pinned ? PIN : 1)
}

/** `unpin_user_pages`, of what a caller holds. */
export const UNPIN_USER_PAGES: Rows<Mm, { readonly pin: number }> = {
  put: (k, { pin }) => {
    putGup(k, k.w.held[pin], true)
    delete k.w.held[pin]
    return ret(0)
  },
}

/** MN2-31: what was got before an error is the answer. */
const answer = (kept: readonly number[], frames: readonly number[], rc: number): Answer => {
  const all = [...kept, ...frames]
  return ret({ rc: all.length > 0 ? all.length : rc, frames: all } satisfies GupResult)
}

/** GU-1: which variant refuses with an errno, and which with 0. */
const valid = (k: Mm, { process, flags, fast = false, only = false }: Locals): Answer => {
  if (!k.parts.validFlags(flags)) {
    k.w.warned = true
    return answer([], [], flags.pin && !fast ? 0 : -EINVAL)
  }
  if (flags.pin && !only) k.w.processes[process].pinned = true
  return next({ kept: [], frames: [], rc: 0 })
}

/** `__get_user_pages`, up to the first page that has to be faulted in. */
const walk = (k: Mm, locals: Locals): Answer => {
  const { process, start, end, flags, kept } = locals
  const frames = [...locals.frames]
  for (let at = start + kept.length + frames.length; at < end; at++) {
    const vma = vmaAt(k, process, at)
    const rc = vma === undefined ? -EFAULT : k.parts.vmaAllows(vma, flags)
    if (rc !== 0) return jump('longterm', { kept, frames, rc })
    const followed = follow(k, vma!, at, flags)
    if (followed.kind === 'failed') return jump('longterm', { kept, frames, rc: followed.rc })
    if (followed.kind === 'fault')
      return flags.nofault ? jump('longterm', { kept, frames, rc: -EFAULT }) : next({ frames, fault: followed.flags })
    frames.push(followed.frame)
  }
  return jump('longterm', { kept, frames, rc: 0 })
}

const unpinnable = (k: Mm, frame: number): boolean =>
  frame !== ZERO && !k.parts.longtermPinnable(mapOf(k, pageOf(k, frame)))

/** The fast way takes no lock; the slow one has the mmap lock all along. */
export const GET_USER_PAGES: Rows<Mm, Locals> = {
  valid,
  fast: (k, { process, start, end, flags, fast = false, only = false }) => {
    if (!fast) return next()
    const kept = followFast(k, process, start, end, only ? { ...flags, pin: false } : flags)
    return only || kept.length === end - start ? answer(kept, [], 0) : next({ kept })
  },
  mmap_lock: mmapReadLock,
  locked: calls(
    '__gup_longterm_locked',
    ({ process, start, end, flags, kept }) => ({ process, start, end, flags, kept, frames: [], rc: 0 }),
    'got',
  ),
  mmap_unlock: (k, { process, got }) => {
    mmapReadUnlock(k, process)
    return ret(got)
  },
}

/** GU-6, GU-7: one page that may not be pinned for long is enough, and all are given up and got again. */
export const GUP_LONGTERM_LOCKED: Rows<Mm, Locals> = {
  walk,
  fault: calls(
    'handle_mm_fault',
    ({ process, start, kept, frames, fault }) => ({ process, at: start + kept.length + frames.length, ...fault }),
    'result',
  ),
  faulted: (_, { kept, frames, result }) =>
    result === 'done' ? jump('walk', { kept, frames }) : jump('longterm', { kept, frames, rc: -EFAULT }),
  longterm: (k, { flags, kept, frames, rc }) => {
    if (!flags.longterm || !frames.some((frame) => unpinnable(k, frame))) return answer(kept, frames, rc)
    return next()
  },
  /** The next page that may not stay loses its pin, and is moved; the pins before it are dropped (MN2-8). */
  unpin: (k, { kept, frames }) => {
    const at = frames.findIndex((frame) => unpinnable(k, frame))
    putGup(k, at < 0 ? frames : frames.slice(0, at), true)
    if (at < 0) return jump('walk', { kept, frames: [] })
    const page = pageOf(k, frames[at])
    if (page.locked) return WAIT
    putPage(k, page, PIN)
    return next({ frame: frames[at], frames: frames.slice(at + 1) })
  },
  move: calls('migrate_device_coherent', ({ frame }) => ({ frame }), 'moved'),
  moved: (k, { kept, frames, moved }) => {
    if (moved) return jump('unpin', { kept, frames })
    putGup(k, frames, true)
    return answer(kept, [], -EBUSY)
  },
}
