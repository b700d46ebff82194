/**
 * Which sweeps a check has.
 */
import type { MachineFile } from '../../model/machine/file.ts'
import { mergedParts } from './merged.ts'
import type { Sweep } from './sweep.ts'
import { scenariosIn } from '../scopes/scope-count.ts'
import { type Scope } from '../scopes/scope.ts'
import { drawnAlone, moves, sequences } from '../scopes/sequences.ts'
import { wide } from '../scopes/wide.ts'

/** The litmus tests: what a person thought of, no search need find again. */
const LITMUS: Sweep = { driver: 'script', scope: 'spec/litmus' }

/** Random runs are drawn this many to a sweep, each sweep from a seed of its own, so that workers can share them. */
const TO_A_SWEEP = 500

/** A scope is cut into parts of about so many words. */
const TO_A_PART = 8000

/** Of races, each of which has many schedules. */
const RACES_TO_A_PART = 400

const partsOf = (scope: Scope): Sweep[] => {
  if (scope.moves?.merged === true) return mergedSweeps(scope, mergedParts(scope.moves).length)
  const of = Math.ceil(scenariosIn(scope) / (scope.moves?.races === undefined ? TO_A_PART : RACES_TO_A_PART))
  return Array.from({ length: of }, (_, index) => ({ driver: 'exhaustive', scope: scope.name, part: { index, of } }))
}

/** Each part is a kernel's memory from its first step on: less of it cannot be had. */
const mergedSweeps = ({ name: scope }: Scope, of: number): Sweep[] =>
  Array.from({ length: of }, (_, index) => ({ driver: 'merged', scope, part: { index, of } }))

export const randomSweeps = ({ name: scope }: Scope, runs: number, seed: number): Sweep[] =>
  Array.from({ length: Math.ceil(runs / TO_A_SWEEP) }, (_, i) => ({
    driver: 'random',
    scope,
    runs: Math.min(TO_A_SWEEP, runs - i * TO_A_SWEEP),
    seed: seed + i,
  }))

/** Random runs on one machine, and nothing else. */
export const sweepsOn = (machine: MachineFile, runs: number, seed: number): Sweep[] =>
  randomSweeps(wide, runs, seed).map((sweep) => ({ ...sweep, machine }))

/** What people wrote, every scope that is small enough, then random runs beyond them: of lists, and of memory that moves. */
export const sweepsFor = (exhausted: readonly Scope[], runs: number, seed: number): Sweep[] => [
  LITMUS,
  ...exhausted.flatMap(partsOf),
  ...randomSweeps(wide, runs, seed),
  ...(exhausted.includes(moves) ? [...randomSweeps(sequences, runs, seed), ...drawnSweeps(runs, seed)] : []),
]

/** The scopes that are drawn have as many runs between them. */
const drawnSweeps = (runs: number, seed: number): Sweep[] =>
  drawnAlone.flatMap((scope) => randomSweeps(scope, Math.ceil(runs / drawnAlone.length), seed))
