/** Every rule, in the order of `threads.md`. */
import type { Rule } from '../rule.ts'
import { adviceMap } from './advice-map.ts'
import { allOrNothing } from './all-or-nothing.ts'
import { chunkFree } from './chunk-free.ts'
import { conservation } from './conservation.ts'
import { freshDecision } from './fresh-decision.ts'
import { gupGate } from './gup-gate.ts'
import { isolation } from './isolation.ts'
import { noBounce } from './no-bounce.ts'
import { noCpuTouch } from './no-cpu-touch.ts'
import { nonVacuous } from './non-vacuous.ts'
import { observable } from './observable.ts'
import { offsetExact } from './offset-exact.ts'
import { oneRange } from './one-range.ts'
import { refuseUnknown } from './refuse-unknown.ts'
import { routeSound } from './route-sound.ts'
import { segPgmapUniform } from './seg-pgmap-uniform.ts'
import { spaceSound } from './space-sound.ts'
import { tagSufficient } from './tag-sufficient.ts'
import { typeExclusive } from './type-exclusive.ts'
import { unmapExact } from './unmap-exact.ts'
import { virtRefused } from './virt-refused.ts'

export const rules: readonly Rule[] = [
  noCpuTouch,
  routeSound,
  refuseUnknown,
  offsetExact,
  spaceSound,
  tagSufficient,
  segPgmapUniform,
  allOrNothing,
  unmapExact,
  conservation,
  oneRange,
  nonVacuous,
  observable,
  freshDecision,
  virtRefused,
  isolation,
  typeExclusive,
  noBounce,
  gupGate,
  adviceMap,
  chunkFree,
]
