/**
 * UFFDIO_POISON: a userfaultfd is opened, watches a range for writes, marks its empty entries, and is closed (MN2-26).
 *
 * Watching splits and merges VMAs, and so does the end of it, which is a pass of protection over all entries.
 */
import { EEXIST, EINVAL, ENOENT } from '../../errno.ts'
import { allocTable, entryAt, markerEntry, setEntry } from '../page/pte.ts'
import type { Mm } from '../parts.ts'
import { prepareAnonVma } from './anon-vma.ts'
import { modify } from './modify.ts'
import { changeProtection } from './mprotect.ts'
import { isSpecial, vmaAt, vmasIn, vmasOf } from './vma.ts'

/** `userfaultfd_register`: errno, or 0. */
const register = (k: Mm, process: number, start: number, end: number): number => {
  const vmas = vmasIn(k, process, start, end)
  if (vmas.length === 0 || vmas.some(isSpecial)) return -EINVAL
  for (let at = start; at < end;) {
    const vma = vmasIn(k, process, at, end)[0]
    if (vma === undefined) break
    const to = Math.min(vma.end, end)
    modify(k, vma, Math.max(vma.start, at), to, { ...vma, watched: true })
    at = to
  }
  return 0
}

/** `userfaultfd_release_all` */
const release = (k: Mm, process: number): void => {
  for (;;) {
    const vma = vmasOf(k, process).find(({ watched }) => watched)
    if (vma === undefined) return
    changeProtection(k, vma, vma.start, vma.end)
    modify(k, vma, vma.start, vma.end, { ...vma, watched: false })
  }
}

/**
 * `mfill_atomic`: marks until an entry is not empty. Answers how many, or an errno. The VMA has an anon_vma by then, also where the range
 * turns out to be too long for it (`uffd_mfill_lock`).
 */
const fill = (k: Mm, process: number, start: number, end: number): number => {
  const vma = vmaAt(k, process, start)
  if (vma === undefined) return -ENOENT
  if (!vma.shared) prepareAnonVma(k, vma)
  if (vma.end < end || !vma.watched) return -ENOENT
  for (let at = start; at < end; at++) {
    allocTable(k, process, at)
    if (entryAt(k, process, at) !== undefined) return at > start ? at - start : -EEXIST
    setEntry(k, process, at, markerEntry())
  }
  return end - start
}

export type Marked = { readonly register: number } | { readonly marked: number }

export const markPoisoned = (k: Mm, process: number, start: number, end: number): Marked => {
  const rc = register(k, process, start, end)
  if (rc !== 0) return { register: rc }
  const marked = fill(k, process, start, end)
  release(k, process)
  return { marked }
}
