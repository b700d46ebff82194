/**
 * Belief: joining neighbours while a table is built (`pages_are_mergeable` of `lib/scatterlist.c`, Linux
 * 6.12). SG-5 of `kernel-semantics.md`.
 */
import type { SgEntry, Table } from './scatterlist.ts'

/** Contiguous runs become one entry if they are pages of one page map, or of none. */
export const joinNeighbours = (runs: Table): Table =>
  runs.reduce<SgEntry[]>((table, run) => {
    const last = table.at(-1)
    if (last === undefined || last.phys + last.length !== run.phys || last.pgmap !== run.pgmap) return [...table, run]
    return [...table.slice(0, -1), { ...last, length: last.length + run.length }]
  }, [])
