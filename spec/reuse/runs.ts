/**
 * Runs of many designs on one scenario that share what they have in common (docs/decisions/0012).
 *
 * What was run is a tree of states. A design goes along it as far as it answers like one that was there before
 * (`asked.ts`), and takes a step itself where it does not. Where that comes to what another came to (`same.ts`) it is back
 * on the tree. What a rule saw up to a state it saw for every run that passes it.
 *
 * Law: `shared` and `apart` say the same of every run.
 */
import type { Choose } from '../../model/choose.ts'
import type { Design } from '../../model/kernel/design.ts'
import { partsOf } from '../../model/kernel/linux.ts'
import type { Parts } from '../../model/kernel/parts.ts'
import type { Scenario } from '../../model/scenario/file.ts'
import { boot } from '../../model/world.ts'
import { brokenInRun, nothingSeen, run, watch, watchEvent, type Watched, type Monitored } from '../judge.ts'
import type { Assumption, Compare, Event, Rule } from '../rule.ts'
import { eventsTo, stateOf, stepFrom, type State } from './state.ts'
import { stepperOf } from './stepper.ts'

/** One run, and what may be asked of it. */
export interface Run {
  readonly events: () => readonly Event[]
  readonly sees: (rule: Rule) => Watched
  /** The assumptions of the rule that this run does not meet, and its scenario does. */
  readonly unmet: (rule: Rule) => readonly Assumption[]
}

/** Runs of one scenario. */
export interface Runs {
  readonly run: (design: Design, choose: Choose) => Run
  /** Whether each run of the one is a run of the other, of which all runs were had: what was asked they answer alike. */
  readonly alike: (design: Design, had: Design) => boolean
}

/** Each run by itself, from the first step. */
export const apart = (scenario: Scenario): Runs => ({
  run: (design, choose) => {
    const events = run(design, scenario, choose)
    return {
      events: () => events,
      sees: (rule) => watch(rule, events, design, scenario),
      unmet: (rule) => brokenInRun(rule, events),
    }
  },
  alike: () => false,
})

/** Each run as far as nobody has been there. What is known lives as long as this. */
export const shared = (scenario: Scenario): Runs => {
  const asked = new Set<keyof Parts>()
  const endOf = ends(scenario, asked)
  const variants = new Map<Rule, (design: Design) => State | undefined>()
  const variantOf = (rule: Compare): ((design: Design) => State | undefined) => {
    const known = variants.get(rule) ?? endsOfVariant(rule.variant(scenario), asked)
    variants.set(rule, known)
    return known
  }
  return {
    run: (design, choose) => {
      const end = endOf(design, choose)
      return {
        events: () => eventsTo(end),
        sees: (rule) => (rule.kind === 'compare' ? compared(rule, end, variantOf(rule)(design)) : watched(rule, end)),
        unmet: (rule) => rule.assumptions.filter((assumption) => fails(assumption, end)),
      }
    },
    alike: (design, had) => {
      const [ours, theirs] = [partsOf(design), partsOf(had)]
      if (ours === undefined || theirs === undefined || design.boot !== had.boot) return false
      for (const key of asked) if (ours[key] !== theirs[key]) return false
      return true
    },
  }
}

/** The state in which a run ends. @param asked every part that some design was asked for */
const ends = (
  { machine, operations }: Scenario,
  asked: Set<keyof Parts>,
): ((design: Design, choose: Choose) => State) => {
  const booted = new Map<object, State>()
  return (design, choose) => {
    const stepper = stepperOf(design)
    // Whoever is not made of parts is asked nothing that would tell it from others, and shares with itself.
    const who = stepper.parts === undefined ? design : design.boot
    let state = booted.get(who)
    if (state === undefined) booted.set(who, (state = stateOf(boot(design, machine))))
    for (let i = 0; i < operations.length; i++) state = stepFrom(state, stepper, i, operations[i], choose, asked)
    return state
  }
}

/** Each design runs the variant once, with the first of all choices: what is compared must not depend on what is free. */
const endsOfVariant = (
  variant: Scenario | undefined,
  asked: Set<keyof Parts>,
): ((design: Design) => State | undefined) => {
  if (variant === undefined) return () => undefined
  const known = new Map<Design, State>()
  const endOf = ends(variant, asked)
  return (design) => {
    const end = known.get(design) ?? endOf(design, () => 0)
    known.set(design, end)
    return end
  }
}

const watched = (rule: Exclude<Rule, Compare>, state: State): Monitored => {
  const { last } = state
  if (last === undefined) return nothingSeen(rule)
  const known = state.watched?.get(rule)
  if (known !== undefined) return known
  const now = watchEvent(rule, watched(rule, last.from), last.event)
  ;(state.watched ??= new Map()).set(rule, now)
  return now
}

const compared = (rule: Compare, end: State, ofVariant: State | undefined): Watched => {
  if (ofVariant === undefined) return NOTHING
  const known = end.compared?.get(ofVariant)
  if (known !== undefined) return known
  const { fired, broken } = rule.relation(eventsTo(end), eventsTo(ofVariant))
  const seen = { fired: fired === true, broken }
  ;(end.compared ??= new Map()).set(ofVariant, seen)
  return seen
}
const NOTHING: Watched = { fired: false, broken: undefined }

const fails = (assumption: Assumption, end: State): boolean => {
  if (assumption.holdsIn === undefined) return false
  let holds = end.holds?.get(assumption)
  if (holds === undefined) (end.holds ??= new Map()).set(assumption, (holds = assumption.holdsIn(eventsTo(end))))
  return !holds
}
