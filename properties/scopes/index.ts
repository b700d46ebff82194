/**
 * Every scope, by name.
 */
import {
  callers,
  faults,
  leftovers,
  lifetimes,
  lists,
  medium,
  memories,
  neighbours,
  ownRegisters,
  reach,
  registers,
  requests,
  small,
  strays,
  threes,
  tiny,
} from './exhausted.ts'
import { aways, flushes, handovers, keeps, lives } from './ends.ts'
import { handedOver, pageMaps, ranges, userPages } from './pageless.ts'
import type { Scope } from './scope.ts'
import {
  drawnAlone,
  exporters,
  fives,
  lending,
  mirrors,
  moves,
  owners,
  races,
  removals,
  resets,
  sequences,
  teardowns,
} from './sequences.ts'
import { wide } from './wide.ts'

/** What `check` runs through to the last scenario. */
export const exhausted: readonly Scope[] = [
  small,
  lists,
  threes,
  memories,
  neighbours,
  requests,
  leftovers,
  callers,
  lifetimes,
  lives,
  flushes,
  keeps,
  aways,
  handovers,
  moves,
  mirrors,
  removals,
  exporters,
  owners,
  lending,
  resets,
  teardowns,
  reach,
  registers,
  ownRegisters,
  strays,
  faults,
  ranges,
  userPages,
  handedOver,
  pageMaps,
]
/** For the random driver alone: nobody goes through one of them to its end. */
export const drawnOnly: readonly Scope[] = [wide, sequences, ...drawnAlone]
export const scopes: readonly Scope[] = [tiny, ...exhausted, fives, races, medium, ...drawnOnly]

/** Throws where there is none: names come from our own code. */
export const scopeNamed = (name: string): Scope => {
  const found = scopes.find((scope) => scope.name === name)
  if (found === undefined)
    throw new Error(`scope ${name}: found none; accepted: ${scopes.map((s) => s.name).join(', ')}`)
  return found
}
