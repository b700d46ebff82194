/** A fault in memory of a file (`do_fault`). All files here are memfds, whose pages are in the page cache for good. */
import { allocTable, dirtied, entryAt, protectedEntry, setEntry } from '../page/pte.ts'
import { addAnon } from '../page/rmap.ts'
import { allocRam, copyContent, getPage, mapPage, pageOf } from '../page/struct-page.ts'
import type { Mm } from '../parts.ts'
import { TABLE_BEGINS } from '../../../machine/page-table.ts'
import type { Page, Vma } from '../state.ts'
import { barFault } from '../vma/bar.ts'
import { isSpecial, offsetIn } from '../vma/vma.ts'

/** Pages that a read fault maps along, if they are there (`fault_around_bytes`). */
const AROUND = 16

/** The page of a file, made if it is not there; the cache has a reference. */
const cached = (k: Mm, vma: Vma, at: number): Page => {
  const { cache } = k.w.files[vma.file]
  const index = offsetIn(vma, at)
  if (cache[index] !== undefined) return pageOf(k, cache[index])
  const page = allocRam(k)
  cache[index] = page.frame
  Object.assign(page, { mapping: 'file', of: vma.file, index })
  return page
}

const mapFile = (k: Mm, vma: Vma, at: number, page: Page, write: boolean): void => {
  getPage(page)
  mapPage(page)
  const entry = protectedEntry(vma, page.frame)
  setEntry(k, vma.process, at, write ? dirtied(vma, entry) : entry)
}

/** A page table has whole blocks. */
const block = (at: number): number => Math.floor((at - TABLE_BEGINS) / AROUND)

/** `filemap_map_pages`: neighbours that are in the cache, not locked and not mapped, up to the table's end. */
const faultAround = (k: Mm, vma: Vma, at: number): void => {
  const { cache } = k.w.files[vma.file]
  for (let other = vma.start; other < vma.end; other++) {
    if (block(other) !== block(at)) continue
    const frame = cache[offsetIn(vma, other)]
    if (frame === undefined || entryAt(k, vma.process, other) !== undefined) continue
    const page = pageOf(k, frame)
    if (!page.locked) mapFile(k, vma, other, page, false)
  }
}

/** `do_cow_fault`: a private copy, made at once. */
const copyOnWrite = (k: Mm, vma: Vma, at: number): void => {
  const from = cached(k, vma, at)
  const page = allocRam(k)
  copyContent(k, page.frame, from.frame)
  addAnon(k, page, vma, at, true)
  setEntry(k, vma.process, at, dirtied(vma, protectedEntry(vma, page.frame)))
}

/** A driver maps its pages at once and gives no more: SIGBUS. Only pages of a BAR come one by one. */
export const fileFault = (k: Mm, vma: Vma, at: number, write: boolean): 'done' | 'sigbus' | 'wait' => {
  if (vma.kind === 'bar') return barFault(k, vma, at)
  if (isSpecial(vma)) return 'sigbus'
  // Behind the end of a static range there is nothing (`dax_pgoff_to_phys`).
  if (vma.kind === 'dax' && k.w.files[vma.file].cache[offsetIn(vma, at)] === undefined) return 'sigbus'
  allocTable(k, vma.process, at)
  if (!write) faultAround(k, vma, at)
  if (entryAt(k, vma.process, at) !== undefined) return 'done'
  if (write && !vma.shared) copyOnWrite(k, vma, at)
  else mapFile(k, vma, at, cached(k, vma, at), write)
  return 'done'
}
