/** Entries taken out, and the VMAs around them. */
import type { Entry } from '../../../machine/page-table.ts'
import { EVERYTHING, invalidating } from '../device/notifier.ts'
import { clearEntry, entryAt, isPresent, normalPage, tableOf } from '../page/pte.ts'
import { pageOf, putPage, unmapPage } from '../page/struct-page.ts'
import type { Mm } from '../parts.ts'
import { NOBODY, emptySpace, type Vma } from '../state.ts'
import { unlinkVma } from './anon-vma.ts'
import { isolate } from './modify.ts'
import { vmasIn, vmasOf } from './vma.ts'

/** `zap_pte_range`, one entry. CF-5: an exclusive entry has a reference and no mapping, a migration entry neither. */
const zapEntry = (k: Mm, process: number, at: number, entry: Entry): void => {
  clearEntry(k, process, at)
  if (isPresent(entry)) {
    const page = normalPage(k, entry)
    if (page === undefined) return
    if (entry.dirty && page.mapping === 'file') page.dirty = true
    unmapPage(page)
    putPage(k, page)
    return
  }
  if (entry.kind !== 'private' && entry.kind !== 'exclusive') return
  const page = pageOf(k, entry.frame)
  if (entry.kind === 'private' || k.parts.exclusiveMaps) unmapPage(page)
  putPage(k, page)
}

export const zapRange = (k: Mm, process: number, start: number, end: number): void => {
  for (let at = start; at < end; at++) {
    const entry = entryAt(k, process, at)
    if (entry !== undefined) zapEntry(k, process, at, entry)
  }
}

/** `free_pgtables`: a table goes where the unmapped VMAs touched it and no other does. */
const freeTables = (k: Mm, process: number, gone: readonly Vma[]): void => {
  const space = k.w.memory.spaces[process]
  const touches = (vma: Vma, table: number): boolean => tableOf(vma.start) <= table && table <= tableOf(vma.end - 1)
  const left = vmasOf(k, process)
  space.leaf = space.leaf.map(
    (stands, table) => stands && (left.some((vma) => touches(vma, table)) || !gone.some((vma) => touches(vma, table))),
  )
  if (left.length === 0) space.upper = false
}

/** VMAs of a range, cut out at its ends. */
export const cutOut = (k: Mm, process: number, start: number, end: number): Vma[] => {
  for (const vma of vmasIn(k, process, start, end)) isolate(k, vma, Math.max(vma.start, start), Math.min(vma.end, end))
  return vmasIn(k, process, start, end)
}

/** What is left to do once no entry leads there any more. */
export const removeVmas = (k: Mm, process: number, gone: readonly Vma[]): void => {
  for (const vma of gone) {
    unlinkVma(k, vma)
    delete k.w.vmas[vma.id]
  }
  freeTables(k, process, gone)
}

/** `munmap`, at once: of whoever holds the mmap lock for writing all along. MN2-24: one UNMAP of the whole range. */
export const munmap = (k: Mm, process: number, start: number, end: number): void => {
  const gone = cutOut(k, process, start, end)
  if (gone.length === 0) return
  invalidating(k, process, 'UNMAP', [start, end], () => {
    for (const vma of gone) zapRange(k, process, vma.start, vma.end)
  })
  removeVmas(k, process, gone)
}

/** `exit_mmap`. MN2-25: RELEASE, then UNMAP, both of everything. */
export const exitProcess = (k: Mm, process: number): void => {
  invalidating(k, process, 'RELEASE', EVERYTHING, () => undefined)
  invalidating(k, process, 'UNMAP', EVERYTHING, () => {
    for (const vma of vmasOf(k, process)) {
      zapRange(k, process, vma.start, vma.end)
      unlinkVma(k, vma)
      delete k.w.vmas[vma.id]
    }
  })
  k.w.memory.spaces[process] = emptySpace()
  k.w.processes[process].alive = false
  for (const notifier of k.w.notifiers) if (notifier.process === process) notifier.process = NOBODY
}
