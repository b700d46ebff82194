/**
 * Belief: a table to which ranges are appended one after the other (`sg_alloc_append_table_from_pages`, Linux 6.12.117), as
 * `ib_umem_get` appends what it has pinned, page by page of a buffer. SG-5, by `sg-table.ts`.
 */
import { PAGE, advance, alignDown, type Phys } from '../../address.ts'
import { NO_PGMAP, type Page, type PageType } from '../mm/page.ts'
import { NO_PROVIDER, type SgEntry, type Table } from './scatterlist.ts'
import { appendPages, type PageEntry, type PageTable, type SgTableParts } from './sg-table.ts'

/** `UINT_MAX`, as sg_alloc_table_from_pages has it. */
const MOST = 2 ** 32 - 1

/** What a part of that name decides: the table from the ranges in their order, each in whole pages. */
export const appendTable =
  (parts: SgTableParts) =>
  (runs: Table): Table => {
    let table: PageTable = []
    for (const run of runs) {
      const buffer = { pages: pagesOf(run), offset: 0, size: run.length, maxSegment: MOST }
      table = appendPages(parts, table, buffer).table
    }
    return table.map((entry) => asEntry(runs, entry))
  }

/** Pages of RAM, or of a BAR; memory with a page map that is no BAR's is ordinary memory with struct pages. */
export const typeOf = ({ provider, pgmap }: SgEntry): PageType => {
  if (provider !== NO_PROVIDER) return 'MEMORY_DEVICE_PCI_P2PDMA'
  return pgmap === NO_PGMAP ? 'RAM' : 'MEMORY_DEVICE_GENERIC'
}

const pagesOf = (run: SgEntry): Page[] => {
  const first = alignDown(run.phys, PAGE) as Phys
  const count = Math.ceil((run.phys - first + run.length) / PAGE)
  return Array.from({ length: count }, (_, i) => ({
    type: typeOf(run),
    pgmap: run.pgmap,
    phys: advance(first, i * PAGE),
  }))
}

/** An entry knows its first page; which provider that is of, the range with the same page tells. */
const asEntry = (runs: Table, { phys, length }: PageEntry): SgEntry => {
  const run = runs.find((one) => one.phys <= phys && phys < one.phys + one.length)!
  return { ...run, phys, length }
}
