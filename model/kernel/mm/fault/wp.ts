/** A write to an entry that may only be read (`do_wp_page`). */
import { next, ret, type Rows } from '../../../call.ts'
import type { Entry } from '../../../machine/page-table.ts'
import { endInvalidating, startInvalidating } from '../device/notifier.ts'
import { dirtied, entryAt, normalPage, protectedEntry, sameEntry, setEntry } from '../page/pte.ts'
import { addAnon, moveAnon } from '../page/rmap.ts'
import { allocRam, copyContent, getPage, pageOf, putPage, unmapPage } from '../page/struct-page.ts'
import type { Mm } from '../parts.ts'
import type { Vma } from '../state.ts'
import { prepareAnonVma } from '../vma/anon-vma.ts'
import { vmaAt } from '../vma/vma.ts'

/**
 * MN2-27: a page that is its process's own, or becomes so now, is written where it is, and nobody is told. Any other is copied:
 * then this answers the entry of before, and holds its page.
 */
export const writeProtected = (k: Mm, vma: Vma, at: number, unshare: boolean): 'done' | { readonly copies: Entry } => {
  const old = entryAt(k, vma.process, at)!
  const page = normalPage(k, old)
  const reuse = (): void => setEntry(k, vma.process, at, dirtied(vma, old))
  if (vma.shared) {
    if (k.parts.sharedWriteEnds(vma)) reuse()
    return 'done'
  }
  if (page?.mapping === 'anon' && (page.exclusive || k.parts.reuses(page))) {
    if (!page.exclusive) moveAnon(page, vma)
    page.exclusive = true
    if (!unshare) reuse()
    return 'done'
  }
  if (page !== undefined) getPage(page)
  return { copies: old }
}

interface Copying {
  readonly process: number
  readonly at: number
  readonly unshare: boolean
  /** What stood there when the fault was taken. */
  readonly old: Entry
  /** The frame of the copy. */
  readonly copy: number
}

/**
 * Whoever mirrors the page is told, also where the zero page is replaced. The page table's lock was dropped: another CPU may
 * have been quicker, and the copy is for nothing then.
 */
export const WP_PAGE_COPY: Rows<Mm, Copying> = {
  copy: (k, { process, at, old }) => {
    prepareAnonVma(k, vmaAt(k, process, at)!)
    const { frame } = allocRam(k)
    copyContent(k, frame, old.frame)
    startInvalidating(k, process, 'CLEAR', [at, at + 1])
    return next({ copy: frame })
  },
  set: (k, { process, at, unshare, old, copy }) => {
    const vma = vmaAt(k, process, at)!
    const page = pageOf(k, copy)
    if (!sameEntry(entryAt(k, process, at), old)) {
      putPage(k, page)
      return next()
    }
    addAnon(k, page, vma, at, true)
    const entry = protectedEntry(vma, copy)
    setEntry(k, process, at, unshare ? entry : dirtied(vma, entry))
    const from = normalPage(k, old)
    if (from === undefined) return next()
    unmapPage(from)
    putPage(k, from)
    return next()
  },
  end: (k, { process, old }) => {
    endInvalidating(k, process)
    putPage(k, normalPage(k, old))
    return ret('done')
  },
}
