/**
 * All runs of one design on one scenario, watched by many rules at once.
 */
import type { Design } from '../../model/kernel/design.ts'
import type { Scenario } from '../../model/scenario/file.ts'
import { concerns } from '../../spec/judge.ts'
import type { Runs } from '../../spec/reuse/runs.ts'
import type { Assumption, Event, Rule } from '../../spec/rule.ts'
import { exhaust } from '../drivers/drivers.ts'
import { noteHappened, type Happened } from './happened.ts'

/** Some rules, and of those the ones to which the scenario leaves anything to say. */
export interface Asking {
  readonly all: readonly Rule[]
  readonly open: readonly Rule[]
  /** Of each that is open: its place in `all`, and the assumptions that the scenario does not meet. */
  readonly place: readonly number[]
  readonly unmet: readonly (readonly Assumption[])[]
  /** The scenario concerns none of them, and need not be run. */
  readonly isIdle: boolean
}

export const askingOf = (
  all: readonly Rule[],
  unmetOf: (rule: Rule) => readonly Assumption[],
  scenario: Scenario,
): Asking => {
  const concerned = all.map(concerns(scenario))
  const isIdle = !concerned.includes(true)
  const place = all.flatMap((rule, i) => (!concerned[i] || unmetOf(rule).length > 1 ? [] : [i]))
  const open = place.map((i) => all[i])
  return { all, open, place, unmet: open.map(unmetOf), isIdle }
}

/** All runs of one design on the scenario. */
export interface AllRuns {
  readonly design: Design
  readonly asking: Asking
  /** By rule of `asking.all`. */
  readonly found: readonly Observed[]
  readonly happened: Happened
  readonly first: readonly Event[] | undefined
}

/** @param discrepancies as in {@link exhaust} */
export const allRuns = (runs: Runs, design: Design, asking: Asking, discrepancies: number): AllRuns => {
  const { all, open, place, unmet } = asking
  const found = all.map(nothingObserved)
  const happened: Happened = new Map()
  let first: readonly Event[] | undefined
  exhaust((choose) => {
    const run = runs.run(design, choose)
    const events = run.events()
    first ??= events
    for (const { operation, outcome } of events) noteHappened(happened, operation.kind, outcome)
    for (const { index, fired, broken, unmet: inRun } of run.saw(open))
      note(found[place[index]], fired, broken?.step, [...unmet[index], ...inRun])
  }, discrepancies)
  return { design, asking, found, happened, first }
}

/** What a rule saw over every way to resolve a design's freedoms in one scenario. */
export interface Observed {
  fired: boolean
  /** The first step that broke it, whichever way took least. */
  broken: number | undefined
  without: Assumption | undefined
}

export const nothingObserved = (): Observed => ({ fired: false, broken: undefined, without: undefined })

/** What a run adds to it, given the assumptions that are not met there. */
export const note = (
  found: Observed,
  fired: boolean,
  broken: number | undefined,
  unmet: readonly Assumption[],
): void => {
  if (unmet.length === 0) {
    found.fired ||= fired
    if (broken !== undefined) found.broken = Math.min(broken, found.broken ?? broken)
  } else if (unmet.length === 1 && broken !== undefined) found.without ??= unmet[0]
}

/** The assumptions of each rule that the scenario does not meet, each looked at once. */
export const unmetIn = (scenario: Scenario): ((rule: Rule) => readonly Assumption[]) => {
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
