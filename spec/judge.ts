/**
 * One run of one design on one scenario, watched by rules.
 */
import type { Design } from '../model/kernel/design.ts'
import type { Scenario } from '../model/scenario/file.ts'
import type { Choose } from '../model/choose.ts'
import { operationNamed, type Operation } from '../model/operations/index.ts'
import { step } from '../model/step.ts'
import { boot } from '../model/world.ts'
import type { Always, Assumption, Compare, Event, Exists, Finding, Rule } from './rule.ts'

/** What one rule saw in one run. */
export interface Watched {
  /** The premise was met (an `exists` rule: the witness was found). */
  readonly fired: boolean
  /** The first thing that broke it. */
  readonly broken: Finding | undefined
}

/** Every step of a run, in order. */
export const run = (design: Design, { machine, operations }: Scenario, choose: Choose): Event[] => {
  const events: Event[] = []
  let world = boot(design, machine)
  for (const [index, asked] of operations.entries()) {
    const { world: after, outcome, operation } = step(design, world, index, asked, choose)
    events.push({ index, operation, outcome, before: world, after })
    world = after
  }
  return events
}

/** What `rule` sees in a run of `design` on `scenario`; only a rule that compares runs anything more. */
export const watch = (rule: Rule, events: readonly Event[], design: Design, scenario: Scenario): Watched => {
  if (rule.kind === 'compare') {
    const ofVariant = runOfVariant(rule, design, scenario)
    if (ofVariant === undefined) return { fired: false, broken: undefined }
    const { fired, broken } = rule.relation(events, ofVariant)
    return { fired: fired === true, broken }
  }
  let watched = nothingSeen(rule)
  for (const event of events) watched = watchEvent(rule, watched, event)
  return watched
}

/** What a rule saw in the first events of a run, and the state of its monitor. */
export interface Monitored extends Watched {
  readonly state: unknown
}

export const nothingSeen = (rule: Always<unknown> | Exists): Monitored => ({
  fired: false,
  broken: undefined,
  state: rule.kind === 'always' ? rule.start : undefined,
})

/** What it saw when it has seen one event more. */
export const watchEvent = (rule: Always<unknown> | Exists, watched: Monitored, event: Event): Monitored => {
  let { fired, broken, state } = watched
  if (rule.kind === 'exists') {
    const what = rule.sees(event)
    if (what === undefined) return watched
    if ('witness' in what) fired = true
    else broken ??= what.missed
  } else {
    const next = rule.next(state, event)
    state = next.state
    fired ||= next.fired === true
    broken ??= next.broken
  }
  return fired === watched.fired && broken === watched.broken && state === watched.state
    ? watched
    : { fired, broken, state }
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

/**
 * Whether a scenario can say anything to the rule: in one where every operation needs `memory` and nothing else, nothing is mapped
 * for a device. A rule that does not need `memory` has nothing to see there, and a block of it need not be explored.
 */
export const concerns = ({ operations }: Scenario): ((rule: Rule) => boolean) => {
  const isOfMemory = operations.every(isOfMemoryAlone)
  return (rule) => !isOfMemory || rule.needs.includes('memory')
}

const isOfMemoryAlone = (operation: Operation): boolean => {
  const needs = operationNamed(operation.kind)!.needs(operation)
  return needs[0] === 'memory' && needs.every((name) => name === 'memory' || name === 'migrates')
}

/** The assumptions of `rule` that the scenario, whoever runs it, does not meet. */
export const brokenAssumptions = (rule: Rule, scenario: Scenario): Assumption[] =>
  rule.assumptions.filter(({ holds }) => holds !== undefined && !holds(scenario))

/** Those that this run does not meet, and its scenario does. */
export const brokenInRun = (rule: Rule, events: readonly Event[]): Assumption[] =>
  rule.assumptions.filter((assumption) => !holdsInRun(assumption, events))

/** One that is not about runs holds in each. */
export const holdsInRun = (assumption: Assumption, events: readonly Event[]): boolean => {
  if (assumption.holdsIn === undefined) return true
  const known = assumedOf(events)
  if (!known.has(assumption)) known.set(assumption, assumption.holdsIn(events))
  return known.get(assumption)!
}
