/**
 * How soon a random search meets each violation that is known to be there, and how small it then gets.
 */
import * as fc from 'fast-check'
import type { Design } from '../../model/kernel/design.ts'
import { compile, type ScenarioFile } from '../../model/scenario/file.ts'
import type { Rule } from '../../spec/rule.ts'
import { scenarios } from '../drivers/random.ts'
import { DISCREPANCIES } from './sweep.ts'
import type { Scope } from '../scopes/scope.ts'
import { breaks, brokenBy } from './search.ts'
import { shrink } from '../shrink/shrink.ts'
import { size } from '../shrink/size.ts'

/** A cell of the matrix that is violated. */
export interface Violated {
  readonly rule: Rule
  readonly design: Design
}

/** The first violation of one cell that one seed met. */
export interface First {
  /** How many scenarios were drawn, this one included. */
  readonly runs: number
  readonly drawn: ScenarioFile
  readonly shrunk: ScenarioFile
  readonly size: number
}

/** For each cell what `seed` met first, in at most `cap` scenarios of `scope`; undefined: nothing. */
export const firstViolations = (
  cells: readonly Violated[],
  scope: Scope,
  seed: number,
  cap: number,
): (First | undefined)[] => {
  const met: (First | undefined)[] = cells.map(() => undefined)
  let runs = 0
  const sweep = fc.property(scenarios(scope), (file) => {
    runs++
    const scenario = compile(file)
    const open = cells.map((cell, i) => ({ ...cell, i })).filter(({ i }) => met[i] === undefined)
    for (const design of new Set(open.map((cell) => cell.design))) {
      const of = open.filter((cell) => cell.design === design)
      const broken = brokenBy(
        design,
        of.map(({ rule }) => rule),
        scenario,
        [],
        DISCREPANCIES,
      )
      for (const { rule, i } of of.filter(({ rule }) => broken.includes(rule))) {
        const shrunk = shrink(file, (candidate) => breaks(rule, design, candidate))
        met[i] = { runs, drawn: file, shrunk, size: size(shrunk) }
      }
    }
    return met.includes(undefined)
  })
  fc.check(sweep, { seed, numRuns: cap, endOnFailure: true })
  return met
}
