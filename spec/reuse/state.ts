/**
 * A state of a run between two steps, and what became of it under the designs that came this far.
 */
import type { Choose } from '../../model/choose.ts'
import type { Parts } from '../../model/kernel/parts.ts'
import type { Operation } from '../../model/operations/index.ts'
import type { Outcome } from '../../model/outcome.ts'
import type { World } from '../../model/world.ts'
import type { Watched, Monitored } from '../judge.ts'
import type { Assumption, Event, Rule } from '../rule.ts'
import { follow, learn, type Tree } from './asked.ts'
import { sameEnd, thingsIn } from './same.ts'
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
  /** What rules saw up to here. */
  watched: Map<Rule, Monitored> | undefined
  /** Of a run that ends here, by the state in which the run of the rule's variant ends. */
  compared: Map<State, Watched> | undefined
  holds: Map<Assumption, boolean> | undefined
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

/**
 * The state after a step: taken by somebody who answers alike, or by this design.
 *
 * @param everAsked is told which parts a step that was taken asked for
 */
export const stepFrom = (
  state: State,
  { parts, take }: Stepper,
  index: number,
  operation: Operation,
  choose: Choose,
  everAsked: Set<keyof Parts>,
): State => {
  const chosen: number[] = []
  const found = follow(state.next, parts, choose, chosen)
  if (found !== undefined) return found
  const { world: after, outcome, asked } = take(state.world, index, operation, choose, chosen)
  // Where no part was asked, no other design comes here in another way.
  let asksParts = false
  for (const question of asked)
    if (question.kind === 'part') {
      asksParts = true
      everAsked.add(question.key)
    }
  let end = asksParts ? state.ends.find((known) => sameStep(known, outcome, after)) : undefined
  if (end === undefined) {
    end = stateOf(after, { from: state, event: { index, operation, outcome, before: state.world, after } })
    if (asksParts) state.ends.push(end)
  }
  learn(state.next, asked, end)
  return end
}

const sameStep = ({ world, last }: State, outcome: Outcome, after: World): boolean => {
  const { from, event } = last!
  return sameEnd(
    { outcome: event.outcome, after: world },
    { outcome, after },
    () => (from.things ??= thingsIn(from.world)),
  )
}

/** Every step up to `state`, in order. */
export const eventsTo = (state: State): Event[] => {
  const events: Event[] = []
  for (let { last } = state; last !== undefined; { last } = last.from) events.push(last.event)
  return events.toReversed()
}
