/** mmap: of anonymous memory, memfds, and of drivers that map their pages at once. */
import type { Mm } from '../parts.ts'
import type { Vma, VmaKind } from '../state.ts'
import { allocRam, mapPage } from '../page/struct-page.ts'
import { protectedEntry, setEntry } from '../page/pte.ts'
import { linkFile } from './anon-vma.ts'
import { mergeNew, type Flags } from './modify.ts'
import { munmap } from './unmap.ts'
import { isSpecial } from './vma.ts'
import { ENOMEM } from '../../errno.ts'

export interface Protection {
  readonly read: boolean
  readonly write: boolean
}

const SHARED: ReadonlySet<VmaKind> = new Set(['shared', 'file', 'mixed', 'pfn', 'p2p'])

/** Fills what a driver maps: each page counted once, but for memory that has no struct pages. */
const insertPages = (k: Mm, vma: Vma): number => {
  for (let at = vma.start; at < vma.end; at++) {
    if (vma.kind === 'p2p') {
      const { first, pages } = k.w.maps.P
      const page = Array.from({ length: pages }, (_, i) => k.w.pages[first + i]).find(({ refs }) => refs === 0)
      if (page === undefined) return -ENOMEM
      page.refs = 1
      mapPage(page)
      setEntry(k, vma.process, at, protectedEntry(vma, page.frame))
      continue
    }
    const page = allocRam(k)
    if (vma.kind === 'mixed') mapPage(page)
    setEntry(k, vma.process, at, { ...protectedEntry(vma, page.frame), special: vma.kind === 'pfn' })
  }
  return 0
}

/** The protection by which a driver's pages are inserted: who writes first is not noticed yet (CA-5). */
const asInserted = (k: Mm, vma: Vma): number => {
  const rc = insertPages(k, vma)
  for (let at = vma.start; at < vma.end; at++) {
    const entry = k.w.memory.spaces[vma.process].entries[at]
    if (entry !== undefined && vma.write) setEntry(k, vma.process, at, { ...entry, write: true })
  }
  return rc
}

/** `mmap` at a fixed place; what lies there is unmapped. Answers 0, or an errno. */
export const mmap = (k: Mm, process: number, start: number, end: number, prot: Protection, kind: VmaKind): number => {
  munmap(k, process, start, end)
  const file = kind === 'anon' ? 0 : k.w.unused++
  if (file !== 0) k.w.files[file] = { vmas: [], cache: {} }
  const shared = SHARED.has(kind)
  const flags: Flags = { ...prot, account: prot.write && !shared, watched: false }
  const pgoff = kind === 'anon' ? start : 0
  if (kind === 'anon' && mergeNew(k, { process, start, end, pgoff, kind, file, anonVma: 0, flags }) !== undefined)
    return 0
  const id = k.w.unused++
  const vma: Vma = { id, process, start, end, pgoff, shared, kind, file, anonVma: 0, chain: [], ...flags }
  k.w.vmas[id] = vma
  linkFile(k, vma)
  return isSpecial(vma) ? asInserted(k, vma) : 0
}
