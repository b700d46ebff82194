/** fork: VMAs and page tables of the child. */
import type { Entry } from '../../../machine/page-table.ts'
import { invalidating } from '../device/notifier.ts'
import { restoreExclusive } from '../fault/exclusive.ts'
import { allocTable, dirtied, entryAt, hasTable, isPresent, normalPage, protectedEntry, setEntry } from '../page/pte.ts'
import { addAnon } from '../page/rmap.ts'
import { allocRam, copyContent, getPage, mapOf, mapPage, pageOf } from '../page/struct-page.ts'
import type { Mm } from '../parts.ts'
import { emptySpace, newProcess, type Page, type Vma } from '../state.ts'
import { forkAnonVma, linkFile } from './anon-vma.ts'
import { isCow, vmasOf } from './vma.ts'

/** MN2-14: a page that may be under DMA stays with the parent; the child has a copy at once. */
const copyPage = (k: Mm, child: Vma, at: number, from: Page): void => {
  const page = allocRam(k)
  copyContent(k, page.frame, from.frame)
  addAnon(k, page, child, at, true)
  setEntry(k, child.process, at, dirtied(child, protectedEntry(child, page.frame)))
}

/** Both keep the page and may not write to it any longer, where a write is to copy it. */
const share = (k: Mm, parent: Vma, child: Vma, at: number, entry: Entry): void => {
  const both: Entry = isCow(parent) ? { ...entry, write: false } : entry
  setEntry(k, parent.process, at, both)
  setEntry(k, child.process, at, parent.shared ? { ...both, dirty: false } : both)
}

/** `copy_pte_range`, one entry. MN2-13: an exclusive entry is a page again first, and nobody is told of that. */
const copyEntry = (k: Mm, parent: Vma, child: Vma, at: number): void => {
  const { process } = parent
  if (entryAt(k, process, at)?.kind === 'exclusive') restoreExclusive(k, parent, at)
  const entry = entryAt(k, process, at)
  if (entry === undefined) return
  if (entry.kind === 'hwpoison' || entry.kind === 'marker') return setEntry(k, child.process, at, entry)
  if (entry.kind === 'migration') return share(k, parent, child, at, { ...entry, exclusive: false })
  const page = isPresent(entry) ? normalPage(k, entry) : pageOf(k, entry.frame)
  if (page === undefined) return share(k, parent, child, at, entry)
  if (k.parts.forkCopiesPage(page, mapOf(k, page), k.w.processes[process])) return copyPage(k, child, at, page)
  page.exclusive = false
  getPage(page)
  mapPage(page)
  share(k, parent, child, at, entry)
}

const copyRange = (k: Mm, parent: Vma, child: Vma): void => {
  const { spaces } = k.w.memory
  spaces[child.process].upper ||= spaces[parent.process].upper
  for (let at = parent.start; at < parent.end; at++) {
    if (!hasTable(k, parent.process, at)) continue
    allocTable(k, child.process, at)
    copyEntry(k, parent, child, at)
  }
}

/** `dup_mmap`. MN2-21: what has no page of its own is not copied, and only private memory is told of. */
export const fork = (k: Mm, process: number, child: number): void => {
  k.w.processes[child] = newProcess(child)
  k.w.memory.spaces[child] = emptySpace()
  for (const parent of vmasOf(k, process)) {
    const copy: Vma = { ...parent, id: k.w.unused++, process: child, anonVma: 0, chain: [] }
    k.w.vmas[copy.id] = copy
    forkAnonVma(k, copy, parent)
    linkFile(k, copy, parent)
    if (!k.parts.forkCopies(parent)) continue
    const change = (): void => copyRange(k, parent, copy)
    if (isCow(parent)) invalidating(k, process, 'PROTPAGE', [parent.start, parent.end], change)
    else change()
  }
}
