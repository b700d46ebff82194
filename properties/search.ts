/**
 * The search: every rule against every design over many scenarios, one cell each.
 *
 * A scenario is laid out once and run on every design. Each run of a design resolves its own
 * freedoms exhaustively, so a rule is broken by a scenario if some choice breaks it.
 */
import * as fc from 'fast-check'
import type { Design } from '../model/kernel/design.ts'
import { compile, type Scenario, type ScenarioFile } from '../model/scenario.ts'
import type { Outcome } from '../model/step.ts'
import { applies, brokenAssumptions, run, watch, type Seen } from '../spec/judge.ts'
import type { Assumption, Rule } from '../spec/rule.ts'
import { exhaust, exhaustScenarios, scenarios } from './drivers.ts'
import type { Scope } from './scope.ts'
import { size } from './size.ts'

/** What the search knows of one rule and one design. */
export interface Cell {
  readonly rule: Rule
  readonly design: Design
  readonly applies: boolean
  /** Scenarios in which the premise was met and every assumption held. */
  fired: number
  /** Scenarios that broke the rule under its assumptions, and the least of them. */
  broken: number
  least: ScenarioFile | undefined
}

/** How one driver looked. */
export interface Look {
  readonly driver: 'exhaustive' | 'random'
  readonly scope: string
  readonly runs: number
  /** Random only: runs that differ from every other, and the seed. */
  readonly distinct?: number
  readonly seed?: number
}

export interface Search {
  readonly cells: readonly Cell[]
  readonly looks: Look[]
  /** `kind of operation: outcome` that occurred, by design: nothing passes by not happening. */
  readonly happened: ReadonlyMap<string, Set<string>>
}

export const newSearch = (rules: readonly Rule[], designs: readonly Design[]): Search => ({
  cells: rules.flatMap((rule) =>
    designs.map((design) => ({ rule, design, applies: applies(rule, design), fired: 0, broken: 0, least: undefined })),
  ),
  looks: [],
  happened: new Map(designs.map(({ id }) => [id, new Set<string>()])),
})

/** Runs every scenario of `scope`. */
export const searchAll = (search: Search, scope: Scope, progress?: (runs: number) => void): void => {
  let done = 0
  const runs = exhaustScenarios(scope, (file, scenario) => {
    visit(search, file, scenario)
    progress?.(++done)
  })
  search.looks.push({ driver: 'exhaustive', scope: scope.name, runs })
}

/** Runs `runs` scenarios that fast-check draws with `seed`. */
export const searchAtRandom = (search: Search, scope: Scope, runs: number, seed: number, progress?: (runs: number) => void): void => {
  const drawn = new Set<string>()
  let done = 0
  const everything = fc.property(scenarios(scope), (file) => {
    drawn.add(JSON.stringify(file))
    visit(search, file, compile(file))
    progress?.(++done)
  })
  fc.assert(everything, { numRuns: runs, seed, endOnFailure: true })
  search.looks.push({ driver: 'random', scope: scope.name, runs, distinct: drawn.size, seed })
}

const visit = (search: Search, file: ScenarioFile, scenario: Scenario): void => {
  const assumed = new Map<Assumption, boolean>()
  const holds = (assumption: Assumption): boolean => {
    if (!assumed.has(assumption)) assumed.set(assumption, assumption.holds(scenario))
    return assumed.get(assumption)!
  }
  for (const [design, cells] of byDesign(search)) {
    const seen = everyRun(design, scenario, cells, search.happened.get(design.id)!)
    cells.forEach((cell, i) => {
      const { fired, broken } = seen[i]
      if ((!fired && broken === undefined) || !cell.rule.assumptions.every(holds)) return
      if (fired) cell.fired++
      if (broken === undefined) return
      cell.broken++
      if (cell.least === undefined || size(file) < size(cell.least)) cell.least = file
    })
  }
}

const byDesign = ({ cells }: Search): Map<Design, Cell[]> => {
  const found = new Map<Design, Cell[]>()
  for (const cell of cells) if (cell.applies) found.set(cell.design, [...(found.get(cell.design) ?? []), cell])
  return found
}

/** What the rules see over every way to resolve the design's freedoms. */
const everyRun = (design: Design, scenario: Scenario, cells: readonly Cell[], happened: Set<string>): Seen[] => {
  const all: Seen[] = cells.map(() => ({ fired: false, broken: undefined }))
  exhaust((choose) => {
    const events = run(design, scenario, choose)
    for (const { operation, outcome } of events) happened.add(happening(operation.kind, outcome))
    cells.forEach(({ rule }, i) => {
      const { fired, broken } = watch(rule, events)
      all[i].fired ||= fired
      all[i].broken ??= broken
    })
  })
  return all
}

/** What an outcome counts as, when we ask whether it ever happened. */
export const happening = (operation: string, outcome: Outcome): string =>
  outcome.kind === 'mapped' ? `${operation}: ${outcome.rc === 0 ? 'mapped' : 'refused'}` : `${operation}: ${outcome.kind}`

/** Whether `scenario` breaks `rule` under `design`, with the assumptions in `granted` not asked for. */
export const breaks = (rule: Rule, design: Design, file: ScenarioFile, granted: readonly Assumption[] = []): boolean => {
  const scenario = compile(file)
  if (brokenAssumptions(rule, scenario).some((assumption) => !granted.includes(assumption))) return false
  let found = false
  exhaust((choose) => {
    found = watch(rule, run(design, scenario, choose)).broken !== undefined
    return !found
  })
  return found
}
