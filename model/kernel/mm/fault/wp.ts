/** A write to an entry that may only be read (`do_wp_page`). */
import type { Entry } from '../../../machine/page-table.ts'
import { invalidating } from '../device/notifier.ts'
import { dirtied, entryAt, normalPage, protectedEntry, setEntry } from '../page/pte.ts'
import { addAnon, moveAnon } from '../page/rmap.ts'
import { allocRam, copyContent, putPage, unmapPage } from '../page/struct-page.ts'
import type { Mm } from '../parts.ts'
import type { Page, Vma } from '../state.ts'
import { prepareAnonVma } from '../vma/anon-vma.ts'

/** `wp_page_copy`: whoever mirrors the page is told, also where the zero page is replaced. */
const copy = (k: Mm, vma: Vma, at: number, old: Entry, from: Page | undefined, unshare: boolean): void => {
  prepareAnonVma(k, vma)
  const page = allocRam(k)
  copyContent(k, page.frame, old.frame)
  invalidating(k, vma.process, 'CLEAR', [at, at + 1], () => {
    addAnon(k, page, vma, at, true)
    const entry = protectedEntry(vma, page.frame)
    setEntry(k, vma.process, at, unshare ? entry : dirtied(vma, entry))
    if (from === undefined) return
    unmapPage(from)
    putPage(k, from)
  })
}

/** MN2-27: a page that is its process's own, or becomes so now, is written where it is, and nobody is told. */
export const writeProtected = (k: Mm, vma: Vma, at: number, unshare: boolean): 'done' => {
  const old = entryAt(k, vma.process, at)!
  const page = normalPage(k, old)
  const reuse = (): void => setEntry(k, vma.process, at, dirtied(vma, old))
  if (vma.shared) {
    if (page === undefined || k.parts.sharedWriteEnds(vma)) reuse()
    return 'done'
  }
  if (page?.mapping === 'anon' && (page.exclusive || k.parts.reuses(page))) {
    if (!page.exclusive) moveAnon(page, vma)
    page.exclusive = true
    if (!unshare) reuse()
    return 'done'
  }
  copy(k, vma, at, old, page, unshare)
  return 'done'
}
