/**
 * Belief: an sg table made from pages (`sg_alloc_append_table_from_pages`, `lib/scatterlist.c`, Linux 6.12.117).
 *
 * Rules SG-5 and SG-6. Nothing forbids a *table* of many kinds of memory; each
 * *entry* must be of one, because the DMA layer asks the entry's first page only.
 */
import { PAGE, advance, alignDown, type Phys } from '../../address.ts'
import { EINVAL } from '../errno.ts'
import { haveSamePgmap, type Page, type PageType } from '../mm/page.ts'

/** An entry as its first page describes it. */
export interface PageEntry {
  readonly type: PageType
  readonly pgmap: number
  /** `sg_phys` of the first byte. */
  readonly phys: Phys
  /** Bytes. */
  readonly length: number
}

export type PageTable = readonly PageEntry[]

/** What a design may do differently. */
export interface SgTableParts {
  /** `pages_are_mergeable`: `page` may follow `before` in the same entry, if the entry has room for it. */
  readonly mergeable: (page: Page, before: Page) => boolean
}

/** SG-5, `pages_are_mergeable`: the next page frame, and the same pgmap. */
export const sgTable612: SgTableParts = {
  mergeable: (page, before) => page.phys === before.phys + PAGE && haveSamePgmap(page, before),
}

/** Before 1567b49d1a40 (6.2) nobody asked whose the pages are (BUG-29). */
export const sgTableAnybodys: SgTableParts = { mergeable: (page, before) => page.phys === before.phys + PAGE }

/** What to append: `size` bytes that start `offset` bytes into the first of `pages`. */
export interface Buffer {
  /** At least one. */
  readonly pages: readonly Page[]
  /** Bytes; must be 0 where the table has entries already. */
  readonly offset: number
  /** Bytes. */
  readonly size: number
  /** Most bytes of one entry; rounded down to whole pages. */
  readonly maxSegment: number
}

/**
 * SG-5. EINVAL: `maxSegment` is below a page, or an offset was asked behind existing entries. As in the kernel, what
 * goes into the existing last entry goes in as whole pages and is not taken off `size`: callers append whole pages.
 */
export const appendPages = (
  parts: SgTableParts,
  table: PageTable,
  { pages, offset, size, maxSegment }: Buffer,
): { readonly rc: number; readonly table: PageTable } => {
  const most = alignDown(maxSegment, PAGE)
  if (most < PAGE || (table.length > 0 && offset !== 0)) return { rc: -EINVAL, table }
  const grown = growLast(parts, table, pages, most)
  const entries = [...grown.table]
  for (let rest = grown.rest; rest.length > 0;) {
    const count = run(parts, rest, most)
    const length = Math.min(size, count * PAGE - offset)
    entries.push({ type: rest[0].type, pgmap: rest[0].pgmap, phys: advance(rest[0].phys, offset), length })
    size -= length
    offset = 0
    rest = rest.slice(count)
  }
  return { rc: 0, table: entries }
}

/** Pages from the front that fit into the table's last entry, and the pages left. */
const growLast = (
  { mergeable }: SgTableParts,
  table: PageTable,
  pages: readonly Page[],
  most: number,
): { readonly table: PageTable; readonly rest: readonly Page[] } => {
  const last = table.at(-1)
  if (last === undefined) return { table, rest: pages }
  let before: Page = { ...last, phys: advance(alignDown(last.phys + last.length, PAGE) as Phys, -PAGE) }
  let { length } = last
  let count = 0
  while (count < pages.length && length + PAGE <= most && mergeable(pages[count], before)) {
    before = pages[count++]
    length += PAGE
  }
  return { table: [...table.slice(0, -1), { ...last, length }], rest: pages.slice(count) }
}

/** How many pages from the front make one entry of at most `most` bytes. */
const run = ({ mergeable }: SgTableParts, pages: readonly Page[], most: number): number => {
  let count = 1
  while (count < pages.length && count * PAGE < most && mergeable(pages[count], pages[count - 1])) count++
  return count
}

/** `sg_alloc_table_from_pages_segment`: a table of its own. */
export const tableFromPages = (
  parts: SgTableParts,
  buffer: Buffer,
): { readonly rc: number; readonly table: PageTable } => appendPages(parts, [], buffer)
