/**
 * One run of one design on one scenario, watched by rules.
 */
import type { Design } from '../model/kernel/design.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Choose } from '../model/choose.ts'
import { step } from '../model/step.ts'
import { boot } from '../model/world.ts'
import type { Assumption, Compare, Event, Finding, Rule } from './rule.ts'

/** What one rule saw in one run. */
export interface Seen {
  /** The premise was met (an `exists` rule: the witness was found). */
  fired: boolean
  /** The first thing that broke it. */
  broken: Finding | undefined
}

/** Every step of a run, in order. */
export const run = (design: Design, { machine, operations }: Scenario, choose: Choose): Event[] => {
  const events: Event[] = []
  let world = boot(design, machine)
  for (const [index, operation] of operations.entries()) {
    const { world: after, outcome } = step(design, world, index, operation, choose)
    events.push({ index, operation, outcome, before: world, after })
    world = after
  }
  return events
}

/** What `rule` sees in a run of `design` on `scenario`; only a rule that compares runs anything more. */
export const watch = (rule: Rule, events: readonly Event[], design: Design, scenario: Scenario): Seen => {
  const seen: Seen = { fired: false, broken: undefined }
  if (rule.kind === 'compare') {
    const variant = variantOf(rule, scenario)
    if (variant === undefined) return seen
    const { fired, broken } = rule.relation(events, runOnce(design, variant))
    return { fired: fired === true, broken }
  }
  if (rule.kind === 'exists') {
    for (const event of events) {
      const what = rule.sees(event)
      if (what === undefined) continue
      if ('witness' in what) seen.fired = true
      else seen.broken ??= what.missed
    }
    return seen
  }
  let state = rule.start
  for (const event of events) {
    const next = rule.next(state, event)
    state = next.state
    seen.fired ||= next.fired === true
    seen.broken ??= next.broken
  }
  return seen
}

/** The variant is the same for every design and every run. */
const variantOf = (rule: Compare, scenario: Scenario): Scenario | undefined => {
  const known = variants.get(scenario) ?? new Map<Rule, Scenario | undefined>()
  variants.set(scenario, known)
  if (!known.has(rule)) known.set(rule, rule.variant(scenario))
  return known.get(rule)
}
const variants = new WeakMap<Scenario, Map<Rule, Scenario | undefined>>()

/** A variant is run once: what is compared must not depend on what is free. */
const runOnce = (design: Design, scenario: Scenario): Event[] => {
  const known = ranOnce.get(scenario) ?? new Map<Design, Event[]>()
  ranOnce.set(scenario, known)
  const events = known.get(design) ?? run(design, scenario, () => 0)
  known.set(design, events)
  return events
}
const ranOnce = new WeakMap<Scenario, Map<Design, Event[]>>()

/** Whether the design has what the rule needs; otherwise the cell is n/a. */
export const applies = (rule: Rule, design: Design): boolean =>
  rule.needs.every((entryPoint) => design[entryPoint] !== undefined)

/** The assumptions of `rule` that the scenario, whoever runs it, does not meet. */
export const brokenAssumptions = (rule: Rule, scenario: Scenario): Assumption[] =>
  rule.assumptions.filter(({ holds }) => holds !== undefined && !holds(scenario))

/** Those that this run does not meet, and its scenario does. */
export const brokenInRun = (rule: Rule, events: readonly Event[]): Assumption[] =>
  rule.assumptions.filter((assumption) => assumption.holdsIn !== undefined && !holdsInRun(assumption, events))

const holdsInRun = (assumption: Assumption, events: readonly Event[]): boolean => {
  const known = inRuns.get(events) ?? new Map<Assumption, boolean>()
  inRuns.set(events, known)
  if (!known.has(assumption)) known.set(assumption, assumption.holdsIn!(events))
  return known.get(assumption)!
}
const inRuns = new WeakMap<readonly Event[], Map<Assumption, boolean>>()
