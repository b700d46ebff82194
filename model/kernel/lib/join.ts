/**
 * Belief: joining neighbours while a table is built (`pages_are_mergeable` of `lib/scatterlist.c`, Linux
 * 6.12), of runs where `sg-table.ts` has pages. SG-5.
 */
import { PAGE, advance } from '../../address.ts'
import type { SgEntry, Table } from './scatterlist.ts'

/** `UINT_MAX`, rounded down to whole pages: what pages an entry takes at most. */
const LONGEST = 2 ** 32 - PAGE

/** Contiguous runs become one entry where `mayJoin` says so, as long as it has room; what is longer is split. */
export const joining =
  (mayJoin: (before: SgEntry, run: SgEntry) => boolean) =>
  (runs: Table): Table => {
    const table: SgEntry[] = []
    for (const run of runs) {
      const last = table.at(-1)
      const joins = last !== undefined && last.phys + last.length === run.phys && mayJoin(last, run)
      const taken = joins ? Math.min(roomIn(last), run.length) : 0
      if (joins && taken > 0) table[table.length - 1] = { ...last, length: last.length + taken }
      for (let done = taken; done < run.length;) {
        const rest = { ...run, phys: advance(run.phys, done), length: 0 }
        const length = Math.min(roomIn(rest), run.length - done)
        table.push({ ...rest, length })
        done += length
      }
    }
    return table
  }

/** Bytes that the pages of the entry may still take. */
const roomIn = ({ phys, length }: SgEntry): number => LONGEST - (phys % PAGE) - length

/** Before 1567b49d1a40 (6.2) nobody asked whose the pages are (BUG-29). */
export const joinAnybodys = joining(() => true)

/** 6.12: only pages of one page map, or of none. */
export const joinNeighbours = joining((before, run) => before.pgmap === run.pgmap)
