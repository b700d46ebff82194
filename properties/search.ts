/**
 * The search: every rule against every design over many scenarios, one cell each.
 *
 * A scenario is laid out once and run on every design. Each run of a design resolves its own
 * freedoms exhaustively, so a rule is broken by a scenario if some choice breaks it.
 */
import * as fc from 'fast-check'
import type { Design } from '../model/kernel/design.ts'
import { compile, type Operation, type Scenario, type ScenarioFile } from '../model/scenario.ts'
import type { Outcome } from '../model/step.ts'
import { applies, brokenAssumptions, run, watch, type Seen } from '../spec/judge.ts'
import type { Assumption, Rule } from '../spec/rule.ts'
import { exhaust, exhaustScenarios, scenarios } from './drivers.ts'
import type { Scope } from './scope.ts'
import { size } from './size.ts'

/** How one driver looked. */
export interface Look {
  readonly driver: 'exhaustive' | 'random'
  readonly scope: string
  readonly runs: number
  /** Random only: runs that differ from every other, and the seed. */
  readonly distinct?: number
  readonly seed?: number
}

/** What one look saw of one cell. */
export interface Tally {
  readonly look: Look
  /** Scenarios in which the premise was met and every assumption held. */
  readonly fired: number
  /** Scenarios that broke the rule under its assumptions, and the least of them. */
  readonly broken: number
  readonly least: ScenarioFile | undefined
}

export interface Cell {
  readonly rule: Rule
  readonly design: Design
  readonly applies: boolean
  readonly tallies: Tally[]
  /** For each assumption, the least scenario that breaks the rule and meets every assumption but that one. */
  readonly without: Map<Assumption, ScenarioFile>
}

export interface Search {
  readonly cells: readonly Cell[]
  /** `operation: outcome` that occurred, by design: nothing passes by not happening. */
  readonly happened: ReadonlyMap<string, Set<string>>
}

export const newSearch = (rules: readonly Rule[], designs: readonly Design[]): Search => ({
  cells: rules.flatMap((rule) =>
    designs.map((design) => ({ rule, design, applies: applies(rule, design), tallies: [], without: new Map() })),
  ),
  happened: new Map(designs.map(({ id }) => [id, new Set<string>()])),
})

export type Progress = (done: number) => void

/** Runs every scenario of `scope`. */
export const searchAll = (search: Search, scope: Scope, progress?: Progress): void => {
  const counting = newCount(search)
  let done = 0
  const runs = exhaustScenarios(scope, (file, scenario) => {
    visit(search, counting, file, scenario)
    progress?.(++done)
  })
  note(counting, { driver: 'exhaustive', scope: scope.name, runs })
}

/** Runs `runs` scenarios that fast-check draws with `seed`. */
export const searchAtRandom = (search: Search, scope: Scope, runs: number, seed: number, progress?: Progress): void => {
  const counting = newCount(search)
  const drawn = new Set<string>()
  let done = 0
  const look = fc.property(scenarios(scope), (file) => {
    drawn.add(JSON.stringify(file))
    visit(search, counting, file, compile(file))
    progress?.(++done)
  })
  fc.assert(look, { numRuns: runs, seed, endOnFailure: true })
  note(counting, { driver: 'random', scope: scope.name, runs, distinct: drawn.size, seed })
}

/** The tallies of a look under way. */
interface Counting {
  readonly byDesign: ReadonlyMap<
    Design,
    readonly { cell: Cell; fired: number; broken: number; least: ScenarioFile | undefined }[]
  >
}

const newCount = ({ cells }: Search): Counting => {
  const applying = cells.filter((cell) => cell.applies)
  const rows = (design: Design) =>
    applying.filter((cell) => cell.design === design).map((cell) => ({ cell, fired: 0, broken: 0, least: undefined }))
  return {
    byDesign: new Map([...new Set(applying.map(({ design }) => design))].map((design) => [design, rows(design)])),
  }
}

const note = ({ byDesign }: Counting, look: Look): void => {
  for (const rows of byDesign.values())
    for (const { cell, fired, broken, least } of rows) cell.tallies.push({ look, fired, broken, least })
}

const visit = (search: Search, { byDesign }: Counting, file: ScenarioFile, scenario: Scenario): void => {
  const assumed = new Map<Assumption, boolean>()
  const fails = (assumption: Assumption): boolean => {
    if (!assumed.has(assumption)) assumed.set(assumption, !assumption.holds(scenario))
    return assumed.get(assumption)!
  }
  for (const [design, rows] of byDesign) {
    const seen = everyRun(design, scenario, rows, search.happened.get(design.id)!)
    rows.forEach((row, i) => {
      const { fired, broken } = seen[i]
      if (!fired && broken === undefined) return
      const dropped = row.cell.rule.assumptions.filter(fails)
      if (dropped.length === 0) {
        if (fired) row.fired++
        if (broken === undefined) return
        row.broken++
        row.least = lesser(row.least, file)
      } else if (dropped.length === 1 && broken !== undefined) {
        row.cell.without.set(dropped[0], lesser(row.cell.without.get(dropped[0]), file))
      }
    })
  }
}

const lesser = (known: ScenarioFile | undefined, file: ScenarioFile): ScenarioFile =>
  known === undefined || size(file) < size(known) ? file : known

/** What the rules see over every way to resolve the design's freedoms. */
const everyRun = (
  design: Design,
  scenario: Scenario,
  rows: readonly { cell: Cell }[],
  happened: Set<string>,
): Seen[] => {
  const all: Seen[] = rows.map(() => ({ fired: false, broken: undefined }))
  exhaust((choose) => {
    const events = run(design, scenario, choose)
    for (const { operation, outcome } of events) happened.add(happening(operation.kind, outcome))
    rows.forEach(({ cell }, i) => {
      const { fired, broken } = watch(cell.rule, events)
      all[i].fired ||= fired
      all[i].broken ??= broken
    })
  })
  return all
}

/** What an outcome counts as, when we ask whether it ever happened. */
export const happening = (operation: Operation['kind'], outcome: Outcome): string =>
  outcome.kind === 'mapped'
    ? `${operation}: ${outcome.rc === 0 ? 'mapped' : 'refused'}`
    : `${operation}: ${outcome.kind}`

/** Whether `file` breaks `rule` under `design`, with exactly the assumptions in `dropped` not met. */
export const breaks = (
  rule: Rule,
  design: Design,
  file: ScenarioFile,
  dropped: readonly Assumption[] = [],
): boolean => {
  const scenario = compile(file)
  const unmet = brokenAssumptions(rule, scenario)
  if (unmet.length !== dropped.length || unmet.some((assumption) => !dropped.includes(assumption))) return false
  let found = false
  exhaust((choose) => {
    found = watch(rule, run(design, scenario, choose)).broken !== undefined
    return !found
  })
  return found
}
