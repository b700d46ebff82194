/**
 * One look: many scenarios, each run on every design and watched by every rule.
 *
 * A scenario is laid out once and run on every design. Each run of a design resolves its own freedoms
 * exhaustively, so a rule is broken by a scenario if some choice breaks it. What comes out is plain data,
 * so that a look can be had in another thread.
 */
import * as fc from 'fast-check'
import type { Design } from '../model/kernel/design.ts'
import { compile, type Operation, type Scenario, type ScenarioFile } from '../model/scenario.ts'
import type { Outcome } from '../model/step.ts'
import { applies, brokenInRun, run, watch } from '../spec/judge.ts'
import { LITMUS_FOLDER, loadFolder } from '../spec/library.ts'
import { scenarioOf } from '../spec/litmus.ts'
import type { Assumption, Rule } from '../spec/rule.ts'
import { exhaust, exhaustScenarios, scenarios } from './drivers.ts'
import { scopeNamed } from './scope.ts'
import { size } from './size.ts'

/** What to look at, and how. */
export interface Look {
  readonly driver: 'exhaustive' | 'random' | 'script'
  /** Name of a scope; of a script, where the files are. */
  readonly scope: string
  /** Random only. */
  readonly runs?: number
  readonly seed?: number
}

/** What a look saw of one rule and one design. */
export interface Seen {
  readonly rule: string
  readonly design: string
  /** Scenarios in which the premise was met in a run that meets every assumption. */
  fired: number
  /** Scenarios that broke the rule in such a run, and the least of them. */
  broken: number
  least: ScenarioFile | undefined
  /** The least scenario that broke it and that the design which mends this one keeps. */
  own: ScenarioFile | undefined
  /** By assumption: the least scenario that broke the rule in a run that meets every assumption but that one. */
  readonly without: Record<string, ScenarioFile>
}

export interface Looked {
  readonly look: Look
  readonly runs: number
  /** Random only: each scenario drawn, once. */
  readonly drawn: ReadonlySet<string>
  readonly cells: readonly Seen[]
  /** By design: `operation: outcome` that occurred. */
  readonly happened: Readonly<Record<string, ReadonlySet<string>>>
}

/** A row of the look under way. */
interface Row {
  readonly rule: Rule
  readonly seen: Seen
}

export const take = (look: Look, rules: readonly Rule[], designs: readonly Design[]): Looked => {
  const rows = new Map(designs.map((design) => [design, rowsOf(rules, design)]))
  const happened = Object.fromEntries(designs.map(({ id }) => [id, new Set<string>()]))
  const drawn = new Set<string>()
  let runs = 0
  const see = (file: ScenarioFile, scenario: Scenario): void => {
    visit(rows, happened, file, scenario)
    runs++
  }
  if (look.driver === 'script')
    for (const { litmus } of loadFolder(LITMUS_FOLDER)) see(scenarioOf(litmus.file), litmus.scenario)
  else if (look.driver === 'exhaustive') exhaustScenarios(scopeNamed(look.scope), see)
  else {
    const draw = fc.property(scenarios(scopeNamed(look.scope)), (file) => {
      drawn.add(JSON.stringify(file))
      see(file, compile(file))
    })
    fc.assert(draw, { numRuns: look.runs!, seed: look.seed!, endOnFailure: true })
  }
  return { look, runs, drawn, cells: [...rows.values()].flatMap((of) => of.map(({ seen }) => seen)), happened }
}

const rowsOf = (rules: readonly Rule[], design: Design): Row[] =>
  rules
    .filter((rule) => applies(rule, design))
    .map((rule) => ({
      rule,
      seen: { rule: rule.id, design: design.id, fired: 0, broken: 0, least: undefined, own: undefined, without: {} },
    }))

const visit = (
  byDesign: ReadonlyMap<Design, readonly Row[]>,
  happened: Readonly<Record<string, Set<string>>>,
  file: ScenarioFile,
  scenario: Scenario,
): void => {
  const unmetOf = unmetIn(scenario)
  const breaking = new Set<string>()
  for (const [design, rows] of byDesign) {
    const found = rows.map((): Found => ({ fired: false, broken: false, without: undefined }))
    exhaust((choose) => {
      const events = run(design, scenario, choose)
      for (const { operation, outcome } of events) happened[design.id].add(happening(operation.kind, outcome))
      for (let i = 0; i < rows.length; i++) {
        const { rule } = rows[i]
        const unmet = unmetOf(rule)
        if (unmet.length > 1) continue
        const { fired, broken } = watch(rule, events, design, scenario)
        if (!fired && broken === undefined) continue
        note(found[i], fired, broken !== undefined, [...unmet, ...brokenInRun(rule, events)])
      }
    })
    rows.forEach(({ seen }, i) => {
      count(seen, found[i], file)
      if (found[i].broken) breaking.add(`${design.id} ${seen.rule}`)
    })
  }
  for (const [{ mendedBy }, rows] of byDesign)
    if (mendedBy !== undefined)
      for (const { seen } of rows)
        if (breaking.has(`${seen.design} ${seen.rule}`) && !breaking.has(`${mendedBy} ${seen.rule}`))
          seen.own = lesser(seen.own, file)
}

/** What a rule saw over every way to resolve a design's freedoms in one scenario. */
interface Found {
  fired: boolean
  broken: boolean
  without: Assumption | undefined
}

const note = (found: Found, fired: boolean, broken: boolean, unmet: readonly Assumption[]): void => {
  if (unmet.length === 0) {
    found.fired ||= fired
    found.broken ||= broken
  } else if (unmet.length === 1 && broken) found.without ??= unmet[0]
}

const count = (seen: Seen, { fired, broken, without }: Found, file: ScenarioFile): void => {
  if (fired) seen.fired++
  if (broken) {
    seen.broken++
    seen.least = lesser(seen.least, file)
  }
  if (without !== undefined) seen.without[without.id] = lesser(seen.without[without.id], file)
}

/** The assumptions of each rule that the scenario does not meet, each looked at once. */
const unmetIn = (scenario: Scenario): ((rule: Rule) => readonly Assumption[]) => {
  const fails = new Map<Assumption, boolean>()
  const unmet = new Map<Rule, readonly Assumption[]>()
  const isUnmet = (assumption: Assumption): boolean => {
    if (assumption.holds === undefined) return false
    const known = fails.get(assumption)
    if (known !== undefined) return known
    const failed = !assumption.holds(scenario)
    fails.set(assumption, failed)
    return failed
  }
  return (rule) => {
    const known = unmet.get(rule)
    if (known !== undefined) return known
    const found = rule.assumptions.filter(isUnmet)
    unmet.set(rule, found)
    return found
  }
}

export const lesser = (known: ScenarioFile | undefined, file: ScenarioFile): ScenarioFile =>
  known === undefined || size(file) < size(known) ? file : known

/** What an outcome counts as, when we ask whether it ever happened. */
const happening = (operation: Operation['kind'], outcome: Outcome): string =>
  outcome.kind === 'mapped'
    ? `${operation}: ${outcome.rc === 0 ? 'mapped' : 'refused'}`
    : `${operation}: ${outcome.kind}`
