/** One page of get_user_pages: taken from its entry, or what has to happen first. */
import { hasTable, entryAt, isPresent, normalPage } from '../page/pte.ts'
import { PIN, getPage, mapOf } from '../page/struct-page.ts'
import type { GupFlags, Mm } from '../parts.ts'
import { ZERO, type Page, type Vma } from '../state.ts'
import type { FaultFlags } from '../fault/handle.ts'
import type { Entry } from '../../../machine/page-table.ts'

export type Followed =
  | { readonly kind: 'got'; readonly frame: number }
  | { readonly kind: 'fault'; readonly flags: FaultFlags }
  | { readonly kind: 'failed'; readonly rc: number }

/**
 * `can_follow_write_pte`: FOLL_FORCE writes through what may only be read, once the page is the process's own. Without it nobody
 * comes as far in a VMA that may not be written (`vmaAllows`).
 */
const writes = (vma: Vma, entry: Entry, page: Page | undefined): boolean =>
  entry.write || (!vma.write && page?.mapping === 'anon' && page.exclusive)

/** GU-2, GU-8: a pin counts 1024, and the zero page is not counted. */
const grab = (k: Mm, page: Page, flags: GupFlags): number => {
  const rc = k.parts.grabs(mapOf(k, page), flags)
  if (rc === 0) getPage(page, flags.pin ? PIN : 1)
  return rc
}

/** `follow_page_pte` */
export const follow = (k: Mm, vma: Vma, at: number, flags: GupFlags): Followed => {
  const fault = (unshare: boolean): Followed => ({ kind: 'fault', flags: { write: flags.write && !unshare, unshare } })
  const entry = entryAt(k, vma.process, at)
  if (!isPresent(entry)) return fault(false)
  const page = normalPage(k, entry)
  if (flags.write && !writes(vma, entry, page)) return fault(false)
  if (!entry.write && k.parts.mustUnshare(page, vma, flags)) return fault(true)
  if (page === undefined) return { kind: 'got', frame: ZERO }
  const rc = grab(k, page, flags)
  if (rc !== 0) return { kind: 'failed', rc }
  if (flags.write && !entry.dirty) page.dirty = true
  return { kind: 'got', frame: entry.frame }
}

/** `gup_fast_pte_range`: pages until one needs more than a look at its entry (GU-3, MN2-10). */
export const followFast = (k: Mm, process: number, start: number, end: number, flags: GupFlags): number[] => {
  const frames: number[] = []
  for (let at = start; at < end && hasTable(k, process, at); at++) {
    const entry = entryAt(k, process, at)
    if (entry?.kind !== 'present' || (flags.write && !entry.write)) break
    const page = normalPage(k, entry)
    if (page === undefined) break
    if (flags.longterm && !k.parts.longtermPinnable(mapOf(k, page))) break
    if (!entry.write && k.parts.mustUnshare(page, undefined, flags)) break
    if (grab(k, page, flags) !== 0) break
    frames.push(page.frame)
  }
  return frames
}
