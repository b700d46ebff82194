/**
 * How much there is in each scope that is no sample: words of choices, by the closed formula; scenarios up to canonical
 * form. Whoever changes a scope, the generator or the form says so here.
 *
 * A test compares the formula, and goes through the small ones; `check` goes through all but `medium`, and fails where it
 * meets more or fewer; `npm run bench -- scopes` goes through `medium`.
 */
export const MANIFEST: Readonly<Record<string, readonly [words: number, scenarios: number]>> = {
  tiny: [6080, 3208],
  small: [6080, 3208],
  medium: [3079968, 470696],
  lists: [4352, 3792],
  'lists of three': [2720, 2480],
  memories: [11296, 6304],
  neighbours: [3000, 2504],
  requests: [1752, 1296],
  leftovers: [1500, 1500],
  callers: [16000, 8800],
  lifetimes: [1728, 816],
  lives: [22080, 7926],
  'flush queues': [480, 306],
  'kept translations': [768, 384],
  handovers: [1728, 810],
  'gone away': [2880, 888],
  moves: [6272, 5672],
  races: [808, 808],
  mirrors: [847, 847],
  'shown and unbound': [125, 125],
  'both sides': [243, 243],
  owners: [576, 435],
  lending: [576, 576],
  'lent and reset': [64, 64],
  'taken down': [22, 22],
  reach: [768, 640],
  registers: [8148, 7068],
  'own registers': [1792, 1216],
  strays: [4032, 868],
  faults: [24320, 18448],
  ranges: [3456, 1728],
  'user pages': [2048, 1024],
  'handed over': [352, 196],
  'page maps': [256, 256],
}

/** Worlds of linux-6.12 that sequences come to, in scopes that merge them. */
export const WORLDS: Readonly<Record<string, number>> = {
  'sequences of five': 203_106,
}
