/** MADV_HWPOISON: a page of RAM is said to be broken (`madvise_inject_error`, `memory_failure`). */
import { WAIT, calls, next, ret, type Rows } from '../../../call.ts'
import { invalidating } from '../device/notifier.ts'
import { entryAt, isPresent, poisonedEntry, setEntry } from '../page/pte.ts'
import { placesOf, type Place } from '../page/rmap.ts'
import { pageOf, putPage, unmapPage } from '../page/struct-page.ts'
import type { GupFlags, Mm } from '../parts.ts'
import type { GupResult } from '../pin/gup.ts'
import { ZERO, type Page } from '../state.ts'

/** `kills`: the content was dirty, and whoever mapped it gets SIGBUS. */
export type Poisoned = { readonly rc: number; readonly kills: boolean }

const READ: GupFlags = { write: false, force: false, pin: false, longterm: false, p2p: false, nofault: false }

const unmapAt = (k: Mm, page: Page, { vma, at }: Place): void => {
  const entry = entryAt(k, vma.process, at)
  if (entry?.frame !== page.frame || !isPresent(entry)) return
  if (entry.dirty) page.dirty = true
  setEntry(k, vma.process, at, poisonedEntry(page.frame))
  unmapPage(page)
  putPage(k, page)
}

/** MN2-29: every entry of it says so from now on, and the page keeps the reference by which it was got. */
const poison = (k: Mm, page: Page): Poisoned => {
  page.poisoned = true
  for (const place of placesOf(k, page)) {
    invalidating(k, place.vma.process, 'CLEAR', [place.at, place.at + 1], () => unmapAt(k, page, place))
    if (page.maps === 0) break
  }
  return { rc: 0, kills: page.dirty }
}

interface Locals {
  readonly process: number
  readonly at: number
  readonly got: GupResult
}

export const POISON: Rows<Mm, Locals> = {
  get: calls(
    'get_user_pages',
    ({ process, at }) => ({ process, start: at, end: at + 1, flags: READ, fast: true }),
    'got',
  ),
  got: (_, { got }) =>
    got.rc === 1 && got.frames[0] !== ZERO ? next() : ret({ rc: got.rc, kills: false } satisfies Poisoned),
  lock: (k, { got }) => (pageOf(k, got.frames[0]).locked ? WAIT : ret(poison(k, pageOf(k, got.frames[0])))),
}
