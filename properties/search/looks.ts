/**
 * Which looks a check has.
 */
import type { Look } from './look.ts'
import { scenariosIn } from '../scopes/scope-count.ts'
import { wide, type Scope } from '../scopes/scope.ts'

/** The litmus tests: what a person thought of, no search need find again. */
const LITMUS: Look = { driver: 'script', scope: 'spec/litmus' }

/** Random runs are drawn this many to a look, each look from a seed of its own, so that workers can share them. */
const TO_A_LOOK = 500

/** A scope is cut into parts of about so many words. */
const TO_A_PART = 8000

const partsOf = (scope: Scope): Look[] => {
  const of = Math.ceil(scenariosIn(scope) / TO_A_PART)
  return Array.from({ length: of }, (_, index) => ({ driver: 'exhaustive', scope: scope.name, part: { index, of } }))
}

/** What people wrote, every scope that is small enough, then random runs beyond them. */
export const looksFor = (exhausted: readonly Scope[], runs: number, seed: number): Look[] => [
  LITMUS,
  ...exhausted.flatMap(partsOf),
  ...Array.from({ length: Math.ceil(runs / TO_A_LOOK) }, (_, i): Look => ({
    driver: 'random',
    scope: wide.name,
    runs: Math.min(TO_A_LOOK, runs - i * TO_A_LOOK),
    seed: seed + i,
  })),
]
