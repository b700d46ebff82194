/**
 * What a rule is: a value that watches a run and says when it is broken.
 *
 * A rule reads operations, outcomes, `hw` and `ledger`, never a design's insides; so the same rule
 * judges a release, a proposal of 2017 and a design written yesterday.
 */
import type { EntryPoints } from '../model/kernel/design.ts'
import type { Scenario } from '../model/scenario/file.ts'
import type { Operation } from '../model/operations/index.ts'
import type { Outcome } from '../model/outcome.ts'
import type { Place } from '../model/place.ts'
import type { World } from '../model/world.ts'
import type { Landing } from '../model/hardware/landing.ts'

/** One step of a run. */
export interface Event {
  /** Index of the operation in its scenario. */
  readonly index: number
  readonly operation: Operation
  readonly outcome: Outcome
  readonly before: World
  readonly after: World
}

/** A fact about the world under which a verdict counts; the generator never forces it. */
export interface Assumption {
  readonly id: string
  readonly sentence: string
  /** What takes it on trust, and what happens where it is false. */
  readonly why: string
  readonly sources: readonly string[]
  /** Of a scenario: whoever maps, it is so. Left out: nothing to see there. */
  readonly holds?: (scenario: Scenario) => boolean
  /** Of one run of a design: what its free choices, and those of others, came to. */
  readonly holdsIn?: (events: readonly Event[]) => boolean
  /** Designs that make it false themselves: what holds under it holds beside a defect that is known. */
  readonly defect?: Defect
  /** Of one run: whether a free choice decides it. An answer leaves out the runs that such a choice has spoiled. */
  readonly isChoice?: boolean
}

/**
 * Law: each of `designs` breaks `rule`, and breaks every rule that names the assumption, and that it else keeps, in the
 * scenario `counterexamples/trust/RULE-ASSUMPTION.yaml`, where this assumption alone is dropped.
 */
export interface Defect {
  /** The rule that is about the defect: `S8`. */
  readonly rule: string
  readonly designs: readonly string[]
}

/** How a run broke a rule. */
export interface Finding {
  /** Index of the operation that shows it. */
  readonly step: number
  /** Entry of the list, and bytes into it. */
  readonly entry: number
  readonly offset: number
  /** The byte that was meant, where one was. */
  readonly meant?: Place
  readonly landing?: Landing
  /** What was found, in words. */
  readonly found: string
  /** "Allowed are only: ..." */
  readonly allowed: readonly string[]
}

export interface Next<S> {
  readonly state: S
  /** The rule's premise was met: a pass now means something. */
  readonly fired?: boolean
  readonly broken?: Finding
}

interface About {
  /** `S2` */
  readonly id: string
  /** `RouteSound` */
  readonly name: string
  readonly sentence: string
  readonly why: string
  readonly sources: readonly string[]
  readonly assumptions: readonly Assumption[]
  /** Entry points without which the rule is n/a. One that lacks `memory` sees nothing where every operation needs that alone. */
  readonly needs: readonly (keyof EntryPoints<unknown>)[]
}

/** `S` is the monitor's state; it is part of the state key, so that merging states stays sound. */
export interface Always<S> extends About {
  readonly kind: 'always'
  readonly start: S
  readonly next: (state: S, event: Event) => Next<S>
}

/** Some run must do it: a design that refuses everything fails. */
export interface Exists extends About {
  readonly kind: 'exists'
  /** `witness`: this is it. `missed`: this could have been it. */
  readonly sees: (event: Event) => { readonly witness: true } | { readonly missed: Finding } | undefined
}

/** A variant of the scenario is run as well, and the two runs compared. */
export interface Compare extends About {
  readonly kind: 'compare'
  /** undefined: the rule has nothing to say about this scenario. */
  readonly variant: (scenario: Scenario) => Scenario | undefined
  readonly relation: (events: readonly Event[], ofVariant: readonly Event[]) => Omit<Next<null>, 'state'>
}

export type Rule = Always<unknown> | Exists | Compare

/** Closes an `always` rule over its monitor's state. */
export const always = <S>(rule: Omit<Always<S>, 'kind'>): Rule => ({ kind: 'always', ...rule }) as Always<unknown>
export const compare = (rule: Omit<Compare, 'kind'>): Rule => ({ kind: 'compare', ...rule })
export const exists = (rule: Omit<Exists, 'kind'>): Rule => ({ kind: 'exists', ...rule })
