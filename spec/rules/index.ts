/** Every rule, in the order of `threads.md`. */
import type { Rule } from '../rule.ts'
import { allOrNothing } from './all-or-nothing.ts'
import { nonVacuous } from './non-vacuous.ts'
import { offsetExact } from './offset-exact.ts'
import { routeSound } from './route-sound.ts'

export const rules: readonly Rule[] = [routeSound, offsetExact, allOrNothing, nonVacuous]
