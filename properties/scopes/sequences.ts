/**
 * Scopes of memory that moves.
 */
import { VMAS } from '../generate/moves.ts'
import { DEVICES } from '../generate/moves-machine.ts'
import { tiny } from './exhausted.ts'
import type { Scope } from './scope.ts'

const [OWN, LINKED, APART, COHERENT] = DEVICES

/** Every sequence of two steps. */
export const moves: Scope = {
  ...tiny,
  name: 'moves',
  moves: { steps: 2, devices: DEVICES, vmas: VMAS, themes: ['everything'] },
}

/** For the random driver: sequences of ten steps, each of one theme. Private memory of two owners is what most is asked about. */
export const sequences: Scope = {
  ...tiny,
  name: 'sequences',
  moves: {
    steps: 10,
    devices: [OWN, OWN, OWN, LINKED, APART, COHERENT, COHERENT],
    vmas: ['anon', 'anon', 'anon', 'shared'],
    themes: ['everything', 'two devices', 'two devices', 'two devices', 'a fork', 'pins', 'exclusive'],
  },
}
