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
import { partAt } from '../../model/kernel/heard-memory.ts'
import { partsOf } from '../../model/kernel/linux.ts'
import type { Scenario } from '../../model/scenario/file.ts'
import { power } from '../../model/machine/columns.ts'
import { boot, foundBy } from '../../model/world.ts'
import { brokenInRun, nothingSeen, run, watch, watchEvent, type Watched } from '../judge.ts'
import type { Assumption, Compare, Event, Rule } from '../rule.ts'
import { eventsTo, stateOf, stepFrom, type Saw, type Shared, type State, type Watching } from './state.ts'
import { stepperOf, type Stepper } from './stepper.ts'

/** One run, and what may be asked of it. */
export interface Run {
  readonly events: () => readonly Event[]
  /** Of these rules, those that saw something, in any order. Whoever asks often asks with one and the same array. */
  readonly saw: (rules: readonly Rule[]) => readonly Saw[]
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
      saw: (rules) =>
        sawOf(
          rules,
          (rule) => watch(rule, events, design, scenario),
          (rule) => brokenInRun(rule, events),
        ),
    }
  },
  alike: () => false,
})

/** Each run as far as nobody has been there. What is known lives as long as this. */
export const shared = (scenario: Scenario): Runs => {
  const asked = new Set<string>()
  const endOf = ends(scenario, { asked, joins: true })
  const variants = new Map<Rule, (design: Design) => State | undefined>()
  const variantOf = (rule: Compare): ((design: Design) => State | undefined) => {
    const known = variants.get(rule) ?? endsOfVariant(rule.variant(scenario), { asked, joins: false })
    variants.set(rule, known)
    return known
  }
  return {
    run: (design, choose) => {
      const end = endOf(design, choose)
      return {
        events: () => eventsTo(end),
        saw: (rules) => {
          const alone = sawAt(end, rules)
          const comparing = rules.some(compares)
            ? sawOf(
                rules,
                (rule) => (compares(rule) ? compared(rule, end, variantOf(rule)(design)) : NOTHING),
                (rule) => unmetAt(rule, end),
              )
            : []
          return comparing.length === 0 ? alone : [...alone, ...comparing]
        },
      }
    },
    alike: (design, had) => {
      const [ours, theirs] = [partsOf(design), partsOf(had)]
      if (ours === undefined || theirs === undefined || design.boot !== had.boot) return false
      // Of groups each is asked before the first step.
      if (ours.groupOf !== theirs.groupOf) return false
      for (const key of asked) if (partAt(ours, key) !== partAt(theirs, key)) return false
      return true
    },
  }
}

/** The state in which a run ends. */
const ends = ({ machine, operations }: Scenario, common: Shared): ((design: Design, choose: Choose) => State) => {
  const booted = new Map<object, readonly State[]>()
  /** Designs begin alike that keep the same at first and attach the same groups. */
  const begin = (who: object, design: Design): State => {
    const begun = booted.get(who) ?? []
    const { hw } = foundBy(design, power(machine))
    const same = begun.find(({ world }) => world.hw === hw)
    if (same !== undefined) return same
    const state = stateOf(boot(design, machine))
    booted.set(who, [...begun, state])
    return state
  }
  const beginnings = new Map<Design, State>()
  const beginningOf = (design: Design, { parts }: Stepper): State => {
    const known = beginnings.get(design)
    if (known !== undefined) return known
    // Whoever is not made of parts is asked nothing that would tell it from others, and shares with itself.
    const state = begin(parts === undefined ? design : design.boot, design)
    beginnings.set(design, state)
    return state
  }
  return (design, choose) => {
    const stepper = stepperOf(design)
    let state = beginningOf(design, stepper)
    for (let i = 0; i < operations.length; i++) state = stepFrom(common, state, stepper, i, operations[i], choose)
    return state
  }
}

/**
 * Each design runs the variant once, with the first of all choices: what is compared must not depend on what is free.
 * Little is asked of these runs, so that coming together is not worth looking for.
 */
const endsOfVariant = (variant: Scenario | undefined, common: Shared): ((design: Design) => State | undefined) => {
  if (variant === undefined) return () => undefined
  const known = new Map<Design, State>()
  const endOf = ends(variant, common)
  return (design) => {
    const end = known.get(design) ?? endOf(design, () => 0)
    known.set(design, end)
    return end
  }
}

const compares = (rule: Rule): rule is Compare => rule.kind === 'compare'

/** What rules that look at one run alone saw in a run that ends here: the same for whoever comes here. */
const sawAt = (end: State, rules: readonly Rule[]): readonly Saw[] => {
  const watching = watchingAt(end, rules)
  return (watching.saw ??= sawOf(
    rules,
    (_, i) => watching.monitored[i] ?? NOTHING,
    (rule) => unmetAt(rule, end),
  ))
}

const watchingAt = (state: State, rules: readonly Rule[]): Watching => {
  const { watched, last } = state
  if (watched?.rules === rules) return watched
  const before = last === undefined ? undefined : watchingAt(last.from, rules).monitored
  const monitored = rules.map((rule, i) => {
    if (rule.kind === 'compare') return undefined
    return before === undefined ? nothingSeen(rule) : watchEvent(rule, before[i]!, last!.event)
  })
  return (state.watched = { rules, monitored, saw: undefined })
}

const sawOf = (
  rules: readonly Rule[],
  watchedBy: (rule: Rule, index: number) => Watched,
  unmetBy: (rule: Rule) => readonly Assumption[],
): Saw[] => {
  const saw: Saw[] = []
  for (let index = 0; index < rules.length; index++) {
    const { fired, broken } = watchedBy(rules[index], index)
    if (fired || broken !== undefined) saw.push({ index, fired, broken, unmet: unmetBy(rules[index]) })
  }
  return saw
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

const unmetAt = (rule: Rule, end: State): readonly Assumption[] => {
  const asked = aboutRuns(rule)
  if (asked.length === 0) return asked
  const holds = (end.holds ??= new Map<Assumption, boolean>())
  let events: readonly Event[] | undefined
  return asked.filter((assumption) => {
    const known = holds.get(assumption)
    if (known !== undefined) return !known
    const found = assumption.holdsIn!((events ??= eventsTo(end)))
    holds.set(assumption, found)
    return !found
  })
}

/** The assumptions of a rule that a run meets or does not. */
const aboutRuns = (rule: Rule): readonly Assumption[] => {
  const known = ofRuns.get(rule)
  if (known !== undefined) return known
  const found = rule.assumptions.filter(({ holdsIn }) => holdsIn !== undefined)
  ofRuns.set(rule, found)
  return found
}
const ofRuns = new WeakMap<Rule, readonly Assumption[]>()
