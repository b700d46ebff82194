/**
 * Belief: joining neighbours while a table is built (`pages_are_mergeable` of `lib/scatterlist.c`, Linux
 * 6.12), of runs where `sg-table.ts` has pages. SG-5.
 */
import type { SgEntry, Table } from './scatterlist.ts'

/** Contiguous runs become one entry where `mayJoin` says so. */
export const joining =
  (mayJoin: (before: SgEntry, run: SgEntry) => boolean) =>
  (runs: Table): Table => {
    const table: SgEntry[] = []
    for (const run of runs) {
      const last = table.at(-1)
      if (last === undefined || last.phys + last.length !== run.phys || !mayJoin(last, run)) table.push(run)
      else table[table.length - 1] = { ...last, length: last.length + run.length }
    }
    return table
  }

/** 6.12: only pages of one page map, or of none. */
export const joinNeighbours = joining((before, run) => before.pgmap === run.pgmap)
