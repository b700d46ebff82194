/**
 * How long a sweep takes, about: to have the longest first, and to say how much is left.
 */
import type { Sweep } from './sweep.ts'
import { scenariosIn } from '../scopes/scope-count.ts'
import { scopeNamed } from '../scopes/index.ts'

/** A random scenario is larger than an enumerated one, and its machine is laid out for it alone. */
const RANDOM = 10
/** As many as a folder of litmus tests may have. */
const SCRIPT = 100

/** In enumerated scenarios: those of the scope, before twins are left out. */
export const cost = ({ driver, scope, part, runs = 0 }: Sweep): number =>
  driver === 'exhaustive' || driver === 'merged'
    ? scenariosIn(scopeNamed(scope)) / (part?.of ?? 1)
    : driver === 'random'
      ? runs * RANDOM
      : SCRIPT
