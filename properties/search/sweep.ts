/**
 * One sweep: many scenarios, each run on every design and watched by every rule.
 *
 * A scenario is laid out once and run on every design. Each run of a design resolves its own freedoms
 * exhaustively, so a rule is broken by a scenario if some choice breaks it. What comes out is plain data,
 * so that a sweep can be had in another process.
 */
import * as fc from 'fast-check'
import type { MachineFile } from '../../model/machine/file.ts'
import type { Design } from '../../model/kernel/design.ts'
import { compile, type Scenario, type ScenarioFile } from '../../model/scenario/file.ts'
import { applies } from '../../spec/judge.ts'
import type { Rule } from '../../spec/rule.ts'
import { exhaustScenarios, type Part } from '../drivers/drivers.ts'
import { scenarios } from '../drivers/random.ts'
import { countKinds, type Kinds } from './kinds.ts'
import type { Seen } from './seen.ts'
import { scopeNamed } from '../scopes/index.ts'
import { during } from '../outside/thrown.ts'
import { tellHappened, type Happened } from './happened.ts'
import { visit, type Case, type Row, type Watching } from './visit.ts'

/**
 * How far random sweeps go into what a design leaves free. One scenario in a hundred has thousands of runs (every page of
 * a list somewhere else, every transfer the other way) and would take most of the time; what two free answers together
 * do not show, no more of them have shown (docs/decisions/0010).
 */
export const DISCREPANCIES = 2

/** What to look at, and how. */
export interface Sweep {
  readonly driver: 'exhaustive' | 'random' | 'script'
  /** Name of a scope; of a script, where the files are. */
  readonly scope: string
  /** Exhaustive only: one part of the scope; left out: all of it. */
  readonly part?: Part
  /** Random only. */
  readonly runs?: number
  readonly seed?: number
  /** Random only: every scenario is of this machine. */
  readonly machine?: MachineFile
}

export interface SweepResult {
  readonly sweep: Sweep
  readonly runs: number
  /** Random only: each scenario drawn, once. */
  readonly drawn: ReadonlySet<string>
  readonly cells: readonly Seen[]
  /** Random only: what kinds of case were drawn. */
  readonly kinds: Kinds
  /** By design: `operation: outcome` that occurred. */
  readonly happened: Readonly<Record<string, ReadonlySet<string>>>
}

/** A sweep that was ended before its time: some of what it broke, and nothing of what it kept. */
export interface PartialSweep extends SweepResult {
  readonly partial: true
}
export const isPartial = (result: SweepResult): boolean => 'partial' in result

/**
 * @param script what a script goes through
 * @param follow is told of each scenario when it has been run, whoever runs it
 * @param reuse as in {@link Watching}
 */
export const runSweep = (
  sweep: Sweep,
  rules: readonly Rule[],
  designs: readonly Design[],
  script: readonly ScenarioFile[],
  follow?: (one: Case) => void,
  reuse = true,
): SweepResult => {
  const byDesign = new Map(designs.map((design) => [design, rowsOf(rules, design)]))
  const happened = Object.fromEntries(designs.map(({ id }): [string, Happened] => [id, new Map()]))
  const discrepancies = sweep.driver === 'random' ? DISCREPANCIES : Infinity
  const watching: Watching = { byDesign, happened, discrepancies, reuse }
  const drawn = new Set<string>()
  const kinds: Kinds = {}
  let runs = 0
  const see = (file: ScenarioFile, scenario: Scenario): void => {
    const one = during(file, () => visit(watching, file, scenario))
    runs++
    if (sweep.driver === 'random') countKinds(kinds, scenario, one.reference ?? [])
    follow?.(one)
  }
  if (sweep.driver === 'script') for (const file of script) see(file, compile(file))
  else if (sweep.driver === 'exhaustive') exhaustScenarios(scopeNamed(sweep.scope), see, sweep.part)
  else {
    const scope = scopeNamed(sweep.scope)
    const { machine } = sweep
    const draw = fc.property(scenarios(machine === undefined ? scope : { ...scope, machine }), (file) => {
      drawn.add(JSON.stringify(file))
      see(file, compile(file))
    })
    fc.assert(draw, { numRuns: sweep.runs!, seed: sweep.seed!, endOnFailure: true })
  }
  const cells = [...byDesign.values()].flatMap((of) => of.map(({ seen }) => seen))
  const told = Object.fromEntries(designs.map(({ id }) => [id, tellHappened(happened[id])]))
  return { sweep, runs, drawn, cells, kinds, happened: told }
}

/** What is seen of each of the rules that apply to the design: nothing yet. */
export const rowsOf = (rules: readonly Rule[], design: Design): Row[] =>
  rules
    .filter((rule) => applies(rule, design))
    .map((rule) => ({
      rule,
      seen: { rule: rule.id, design: design.id, fired: 0, broken: 0, least: undefined, own: undefined, without: {} },
    }))
