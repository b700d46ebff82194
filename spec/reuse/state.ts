/**
 * A state of a run between two steps, and what became of it under the designs that came this far.
 */
import type { Choose } from '../../model/choose.ts'
import type { Operation } from '../../model/operations/index.ts'
import type { World } from '../../model/world.ts'
import type { Watched, Monitored } from '../judge.ts'
import type { Assumption, Event, Rule } from '../rule.ts'
import { follow, learn, type Asked, type Tree } from './asked.ts'
import { sameEnd, thingsIn, type End } from './same.ts'
import type { Stepper } from './stepper.ts'

export interface State {
  readonly world: World
  /** How it came about; of a state after boot undefined. */
  readonly last: { readonly from: State; readonly event: Event } | undefined
  /** What the next step asked, and the states that it led to. */
  readonly next: Tree<State>
  /** Those of them to which another design may come in its own way. */
  readonly ends: State[]
  /** All that is in `world`, once somebody asked. */
  things: ReadonlySet<object> | undefined
  /** What these rules saw up to here; of other rules nothing is kept. */
  watched: Watching | undefined
  /** Of a run that ends here, by the state in which the run of the rule's variant ends. */
  compared: Map<State, Watched> | undefined
  holds: Map<Assumption, boolean> | undefined
}

/** By index of the rule; of one that compares nothing. */
export interface Watching {
  readonly rules: readonly Rule[]
  readonly monitored: readonly (Monitored | undefined)[]
  /** Of a run that ends here: those that saw something. */
  saw: readonly Saw[] | undefined
}

/** What one of some rules saw in a run. */
export interface Saw extends Watched {
  /** Of the rule. */
  readonly index: number
  /** The assumptions of the rule that this run does not meet, and its scenario does. */
  readonly unmet: readonly Assumption[]
}

export const stateOf = (world: World, last?: State['last']): State => ({
  world,
  last,
  next: { root: undefined },
  ends: [],
  things: undefined,
  watched: undefined,
  compared: undefined,
  holds: undefined,
})

/** What states on one scenario have in common. */
export interface Shared {
  /** Every part that some design was asked for. */
  readonly asked: Set<string>
  /** Whether those who took a step of their own and came to the same go on together. */
  readonly joins: boolean
}

/** The state after a step: taken by somebody who answers alike, or by this design. */
export const stepFrom = (
  { asked: everAsked, joins }: Shared,
  state: State,
  { parts, take }: Stepper,
  index: number,
  asked: Operation,
  choose: Choose,
): State => {
  const trail: Asked[] = []
  const found = follow(state.next, parts, choose, trail)
  if (found !== undefined) return found
  const { world: after, outcome, operation, questions } = take(state.world, index, asked, choose, trail)
  // Where no part was asked, no other design comes here in another way.
  let mayJoin = false
  for (const question of questions)
    if (question.kind === 'part') {
      mayJoin = joins
      everAsked.add(question.key)
    }
  let end = mayJoin ? joined(state, { outcome, after }) : undefined
  if (end === undefined) {
    end = stateOf(after, { from: state, event: { index, operation, outcome, before: state.world, after } })
    if (mayJoin) state.ends.push(end)
  }
  learn(state.next, questions, end)
  return end
}

const joined = (state: State, end: End): State | undefined => {
  const old = (): ReadonlySet<object> => (state.things ??= thingsIn(state.world))
  for (const known of state.ends) if (sameEnd(known.last!.event, end, old)) return known
  return undefined
}

/** Every step up to `state`, in order. */
export const eventsTo = (state: State): Event[] => {
  const events: Event[] = []
  for (let { last } = state; last !== undefined; { last } = last.from) events.push(last.event)
  return events.toReversed()
}
