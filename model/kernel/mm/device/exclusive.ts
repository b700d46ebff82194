/** `make_device_exclusive_range`: the CPU loses a page until it asks for it again. */
import { WAIT, calls, jump, ret, type Rows } from '../../../call.ts'
import { clearEntry, entryAt, exclusiveEntry, isPresent, setEntry } from '../page/pte.ts'
import { placesOf, type Place } from '../page/rmap.ts'
import { pageOf, putPage, unmapPage } from '../page/struct-page.ts'
import type { GupFlags, Mm } from '../parts.ts'
import type { GupResult } from '../pin/gup.ts'
import { ZERO, type Page } from '../state.ts'
import { vmaAt } from '../vma/vma.ts'
import { invalidating } from './notifier.ts'

/** Pages got, by frame; undefined: not granted. Those granted are locked and hold a reference. */
export interface ExclusiveResult {
  readonly rc: number
  readonly frames: readonly (number | undefined)[]
}

/** `page_make_device_exclusive_one`: whether it may go on, and whether the entry was writable. */
const takeAt = (k: Mm, page: Page, { vma, at }: Place): { goesOn: boolean; write: boolean } => {
  const entry = entryAt(k, vma.process, at)
  if (entry?.frame !== page.frame || entry.kind === 'migration' || entry.kind === 'hwpoison')
    return { goesOn: true, write: false }
  if (!isPresent(entry)) return { goesOn: false, write: false }
  clearEntry(k, vma.process, at)
  if (entry.dirty) page.dirty = true
  setEntry(k, vma.process, at, exclusiveEntry(page.frame, entry.write))
  if (!k.parts.exclusiveMaps) unmapPage(page)
  return { goesOn: true, write: entry.write }
}

/** EX-1: every mapping goes; granted is it only if the asked one was writable. */
const take = (k: Mm, page: Page, process: number, at: number, owner: string | undefined): boolean => {
  if (page.mapping !== 'anon') return false
  const { exclusiveMaps } = k.parts
  let valid = false
  for (const place of exclusiveMaps ? [{ vma: vmaAt(k, process, at)!, at }] : placesOf(k, page)) {
    const range = [place.at, place.at + 1] as const
    const there = place.vma.process
    const { goesOn, write } = invalidating(k, there, 'EXCLUSIVE', range, () => takeAt(k, page, place), owner)
    if (there === process && place.at === at && write) valid = true
    if (!goesOn || page.maps === 0) break
  }
  return valid && (exclusiveMaps || page.maps === 0)
}

/** The page as its caller gets it, locked and held; undefined, and its reference is gone: not granted. */
const grant = (k: Mm, { process, at, owner }: Asked, frame: number): number | undefined => {
  const page = frame === ZERO ? undefined : pageOf(k, frame)
  if (page !== undefined && !page.locked) {
    page.locked = true
    if (take(k, page, process, at, owner)) return frame
    page.locked = false
  }
  putPage(k, page)
  return undefined
}

interface Asked {
  readonly process: number
  readonly at: number
  readonly owner: string | undefined
}

interface Locals extends Omit<Asked, 'at'> {
  readonly start: number
  readonly end: number
  readonly got: GupResult
}

const WRITE: GupFlags = { write: true, force: false, pin: false, longterm: false, p2p: false, nofault: false }

export const MAKE_DEVICE_EXCLUSIVE_RANGE: Rows<Mm, Locals> = {
  get: calls('get_user_pages', ({ process, start, end }) => ({ process, start, end, flags: WRITE }), 'got'),
  take: (k, { process, start, owner, got }) => {
    const frames = got.frames.map((frame, i) => grant(k, { process, at: start + i, owner }, frame))
    return ret({ rc: got.rc, frames } satisfies ExclusiveResult)
  },
}

interface ByPage extends Locals {
  /** Of the pages before this one. */
  readonly frames?: ExclusiveResult['frames']
}

/**
 * R6.15-4, `make_device_exclusive` for each page of a range: one is got, waited for and taken before the next. An error ends it, and is answered
 * where it is of the first page; a page that no device can have is no error here.
 */
export const MAKE_DEVICE_EXCLUSIVE: Rows<Mm, ByPage> = {
  get: calls(
    'get_user_pages',
    ({ process, start, end, frames = [] }) => {
      const at = start + frames.length
      return { process, start: at, end: Math.min(at + 1, end), flags: WRITE }
    },
    'got',
  ),
  take: (k, { process, start, end, owner, got, frames = [] }) => {
    const [frame] = got.frames
    if (frame === undefined) return ret({ rc: frames.length || got.rc, frames } satisfies ExclusiveResult)
    if (k.w.pages[frame]?.locked) return WAIT
    const taken = [...frames, grant(k, { process, at: start + frames.length, owner }, frame)]
    return start + taken.length < end
      ? jump('get', { frames: taken })
      : ret({ rc: taken.length, frames: taken } satisfies ExclusiveResult)
  },
}
