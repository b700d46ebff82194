/**
 * One run of one design on one scenario, watched by rules.
 */
import type { Design } from '../model/kernel/design.ts'
import type { Scenario } from '../model/scenario/file.ts'
import type { Choose } from '../model/choose.ts'
import { step } from '../model/step.ts'
import { boot } from '../model/world.ts'
import type { Assumption, Compare, Event, Finding, Rule } from './rule.ts'

/** What one rule saw in one run. */
export interface Watched {
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
export const watch = (rule: Rule, events: readonly Event[], design: Design, scenario: Scenario): Watched => {
  const seen: Watched = { fired: false, broken: undefined }
  if (rule.kind === 'compare') {
    const ofVariant = runOfVariant(rule, design, scenario)
    if (ofVariant === undefined) return seen
    const { fired, broken } = rule.relation(events, ofVariant)
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

/** The variant is the same for every design, and each runs it once: what is compared must not depend on what is free. */
const runOfVariant = (rule: Compare, design: Design, scenario: Scenario): readonly Event[] | undefined => {
  const known = variantsOf(scenario)
  if (!known.has(rule)) known.set(rule, { scenario: rule.variant(scenario), runs: new Map() })
  const { scenario: variant, runs } = known.get(rule)!
  if (variant === undefined) return undefined
  const events = runs.get(design) ?? run(design, variant, () => 0)
  runs.set(design, events)
  return events
}

interface Variant {
  readonly scenario: Scenario | undefined
  readonly runs: Map<Design, readonly Event[]>
}

/**
 * What is remembered of the last thing that was asked about, and of no other. Rules are asked one after the other about
 * the same run; a WeakMap of all runs would cost more to collect than it saves.
 */
const ofTheLast = <Known>(nothing: () => Known): ((thing: object) => Known) => {
  let last: object | undefined
  let known = nothing()
  return (thing) => {
    if (thing !== last) [last, known] = [thing, nothing()]
    return known
  }
}
const variantsOf = ofTheLast<Map<Rule, Variant>>(() => new Map())
const assumedOf = ofTheLast<Map<Assumption, boolean>>(() => new Map())

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
  const known = assumedOf(events)
  if (!known.has(assumption)) known.set(assumption, assumption.holdsIn!(events))
  return known.get(assumption)!
}
