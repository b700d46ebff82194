/** Exclusive access for a device (`dmirror_exclusive`, `dmirror_atomic_map`, lib/test_hmm.c, Linux 6.12.117). */
import { calls, ret, type Rows } from '../../../call.ts'
import type { ExclusiveResult } from '../../mm/device/exclusive.ts'
import { pageOf, putPage } from '../../mm/page/struct-page.ts'
import { mmapReadLock, mmapReadUnlock } from '../../mm/mmap-lock.ts'
import type { Mm } from '../../mm/parts.ts'
import { publish } from './mirror.ts'

interface Locals {
  readonly process: number
  readonly device: number
  readonly start: number
  readonly end: number
  readonly taken: ExclusiveResult
}

/** Answers how many pages were granted, or an errno. Pages are locked until the device has them. */
export const DMIRROR_EXCLUSIVE: Rows<Mm, Locals> = {
  mmap_lock: mmapReadLock,
  take: calls(
    'make_device_exclusive_range',
    ({ process, start, end }) => ({ process, start, end, owner: undefined }),
    'taken',
  ),
  publish: (k, { process, device, start, taken: { rc, frames } }) => {
    frames.forEach((frame, i) => {
      if (frame === undefined) return
      publish(k, device, start + i, { frame, write: true })
      const page = pageOf(k, frame)
      page.locked = false
      putPage(k, page)
    })
    mmapReadUnlock(k, process)
    return ret(rc < 0 ? rc : frames.filter((frame) => frame !== undefined).length)
  },
}
