/** mmap: of anonymous memory, memfds, and of drivers that map their pages at once. */
import type { FrameNumber } from '../../../machine/page-table.ts'
import type { Mm } from '../parts.ts'
import type { DeviceMap, MmState, Page, Vma, VmaKind } from '../state.ts'
import { allocFrame, allocRam, mapPage } from '../page/struct-page.ts'
import { protectedEntry, setEntry } from '../page/pte.ts'
import { linkFile } from './anon-vma.ts'
import { mergeNew, type Flags } from './modify.ts'
import { munmap } from './unmap.ts'
import { isSpecial } from './vma.ts'
import { EINVAL, ENOMEM } from '../../errno.ts'

export interface Protection {
  readonly read: boolean
  readonly write: boolean
}

const SHARED: ReadonlySet<VmaKind> = new Set(['shared', 'file', 'mixed', 'pfn', 'p2p', 'bar', 'dax'])

/** Memory of a BAR that a driver has given to the pool; where there is none, what a BAR shows of local memory. */
const poolOf = ({ maps, memory }: MmState): DeviceMap | undefined => {
  const pools = Object.values(maps).filter(({ type }) => type === 'p2pdma')
  return pools.find(({ first }) => memory.bars[first] === undefined) ?? pools[0]
}

/** `gen_pool_alloc`: the first run of free pages that is long enough. */
export const firstFit = ({ w }: Mm, { first, pages }: DeviceMap, count: number): number | undefined => {
  for (let at = first, run = 0; at < first + pages; at++) {
    run = w.pages[at].refs === 0 && w.pages[at].late !== 'taken' ? run + 1 : 0
    if (run === count) return at - count + 1
  }
  return undefined
}

/** A page of a driver's, mapped once; of PFN-mapped memory nobody keeps count. */
const driverPage = (k: Mm, vma: Vma, at: number, pool: number | undefined): FrameNumber => {
  if (vma.kind === 'pfn') return allocFrame(k)
  const page = pool === undefined ? allocRam(k) : k.w.pages[pool + at - vma.start]
  page.refs = 1
  mapPage(page)
  return page.frame
}

/** All pages at once, by the VMA's permissions: who writes first is not noticed yet (CA-5). */
const insertPages = (k: Mm, vma: Vma, pool: number | undefined): void => {
  for (let at = vma.start; at < vma.end; at++) {
    const entry = protectedEntry(vma, driverPage(k, vma, at, pool))
    setEntry(k, vma.process, at, { ...entry, write: vma.write, special: vma.kind === 'pfn' })
  }
}

const pagesFrom = ({ w }: Mm, first: FrameNumber, count: number): Page[] =>
  Array.from({ length: count }, (_, i) => w.pages[first + i])

const newFile = (k: Mm, kind: VmaKind): number => {
  const file = k.w.unused++
  k.w.files[file] = { vmas: [], cache: kind === 'dax' ? staticRange(k) : {} }
  return file
}

/** A4-05: every file of it has the same pages at the same places, and holds them. */
const staticRange = (k: Mm): Record<number, FrameNumber> => {
  const { first, pages } = Object.values(k.w.maps).find(({ type }) => type === 'generic')!
  const range = pagesFrom(k, first, pages)
  for (const page of range) page.refs += 1
  return Object.fromEntries(range.map(({ frame }, at) => [at, frame]))
}

/** `mmap` at a fixed place; what lies there is unmapped. Answers 0, or an errno. */
export const mmap = (k: Mm, process: number, start: number, end: number, prot: Protection, kind: VmaKind): number => {
  if (start >= end) return -EINVAL
  munmap(k, process, start, end)
  const pool = kind === 'p2p' ? firstFit(k, poolOf(k.w)!, end - start) : undefined
  if (kind === 'p2p' && pool === undefined) return -ENOMEM
  // `vm_insert_page` refuses a page without a count; it goes back to the pool (LAT-6).
  if (pool !== undefined && pagesFrom(k, pool, end - start).some(({ late }) => late !== undefined)) return -EINVAL
  const file = kind === 'anon' ? 0 : newFile(k, kind)
  const shared = SHARED.has(kind)
  const flags: Flags = { ...prot, account: prot.write && !shared, watched: false }
  const pgoff = kind === 'anon' ? start : 0
  if (mergeNew(k, { process, start, end, pgoff, file, anonVma: 0, chain: [], flags }) !== undefined) return 0
  const id = k.w.unused++
  const vma: Vma = { id, process, start, end, pgoff, shared, kind, file, anonVma: 0, chain: [], ...flags }
  k.w.vmas[id] = vma
  linkFile(k, vma)
  if (isSpecial(vma) && kind !== 'bar') insertPages(k, vma, pool)
  return 0
}
