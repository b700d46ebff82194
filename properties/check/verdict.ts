/**
 * What is said of a cell, given what the sweeps saw of it.
 */
import type { Rule } from '../../spec/rule.ts'
import type { Cell } from '../search/search.ts'
import type { Shown } from './show.ts'
import { REFERENCE } from '../search/visit.ts'

/** `not finished`: the search was ended before all sweeps were had, and the cell is not broken so far. */
export type Says = 'holds' | 'violated' | 'vacuous' | 'n/a' | 'not finished'

export interface Verdict {
  readonly cell: Cell
  readonly says: Says
  /** Violated: what shows it. */
  readonly shown?: Shown
}

/** @param isCut the search was ended before all sweeps were had */
export const verdictOf = (cell: Cell, isCut: boolean): Verdict => ({ cell, says: isCut ? sofar(cell) : says(cell) })

const says = (cell: Cell): Says => {
  const { rule, applies } = cell
  if (!applies) return 'n/a'
  // An `exists` rule asks for one witness; scenarios without one break it only if none is found.
  if (rule.kind === 'exists') return hasFired(cell) ? 'holds' : isBroken(cell) ? 'violated' : 'vacuous'
  return isBroken(cell) ? 'violated' : hasFired(cell) ? 'holds' : 'vacuous'
}

/** What is broken stays broken, and what was witnessed was; nothing else is certain. */
const sofar = (cell: Cell): Says => {
  const { rule, applies } = cell
  if (!applies) return 'n/a'
  if (rule.kind === 'exists') return hasFired(cell) ? 'holds' : 'not finished'
  return isBroken(cell) ? 'violated' : 'not finished'
}

const hasFired = ({ tallies }: Cell): boolean => tallies.some(({ fired }) => fired > 0)
const isBroken = ({ tallies }: Cell): boolean => tallies.some(({ broken }) => broken > 0)

/** Cells of mutants: one is there for what the reference keeps, or keeps what the reference breaks. */
export const wanted = (cells: readonly Cell[], verdicts: readonly Verdict[]): Cell[] => {
  const brokenByReference = new Set<Rule>(
    verdicts.flatMap(({ cell, says: said }) =>
      cell.design.id === REFERENCE && said === 'violated' ? [cell.rule] : [],
    ),
  )
  const breaks = (cell: Cell): boolean => (cell.rule.kind === 'exists' ? !hasFired(cell) : isBroken(cell))
  return cells.filter((cell) => breaks(cell) !== brokenByReference.has(cell.rule))
}
