/**
 * Whether two steps from one state came to the same, so that nothing which looks at them can tell them apart.
 *
 * Equal values are not enough: a rule may ask whether a row of an IOMMU's table is one that was there before. So what is
 * old is the same only as itself, what is new must be new in both, and where one has a thing twice, so must the other.
 */
import type { Outcome } from '../../model/outcome.ts'
import type { World } from '../../model/world.ts'

/** What a step came to. */
export interface End {
  readonly outcome: Outcome
  readonly after: World
}

/** @param old what the step was given: {@link thingsIn} the state before it */
export const sameEnd = (a: End, b: End, old: () => ReadonlySet<object>): boolean => {
  // What most often differs, first.
  if (a.outcome.kind !== b.outcome.kind) return false
  if (a.outcome.kind === 'mapped' && b.outcome.kind === 'mapped' && a.outcome.rc !== b.outcome.rc) return false
  return same([a.outcome, a.after], [b.outcome, b.after], { old, forth: new Map(), back: new Map() })
}

/** Every object in a world, the machine's own columns left out: no step makes them anew. */
export const thingsIn = (world: World): Set<object> => {
  const things = new Set<object>([world.hw.machine])
  gather(world, things)
  return things
}

const gather = (thing: unknown, things: Set<object>): void => {
  if (typeof thing !== 'object' || thing === null || things.has(thing)) return
  things.add(thing)
  if (thing instanceof Map) {
    for (const [key, value] of thing) {
      gather(key, things)
      gather(value, things)
    }
  } else if (thing instanceof Set || Array.isArray(thing)) for (const item of thing) gather(item, things)
  else for (const key of Object.keys(thing)) gather((thing as Record<string, unknown>)[key], things)
}

/** What of `a` stands for what of `b`, and the other way. */
interface Pairs {
  readonly old: () => ReadonlySet<object>
  readonly forth: Map<object, object>
  readonly back: Map<object, object>
}

const same = (a: unknown, b: unknown, pairs: Pairs): boolean => {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const known = pairs.forth.get(a)
  if (known !== undefined) return known === b
  if (pairs.back.has(b)) return false
  const old = pairs.old()
  if (old.has(a) || old.has(b)) return false
  pairs.forth.set(a, b)
  pairs.back.set(b, a)
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false
  if (Array.isArray(a)) return sameItems(a, b as unknown[], pairs)
  if (a instanceof Map || a instanceof Set) return sameItems([...a], [...(b as typeof a)], pairs)
  return sameFields(a as Fields, b as Fields, pairs)
}

type Fields = Readonly<Record<string, unknown>>

const sameItems = (a: readonly unknown[], b: readonly unknown[], pairs: Pairs): boolean => {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (!same(a[i], b[i], pairs)) return false
  return true
}

/** The same names in the same order: whoever prints them sees that, too. */
const sameFields = (a: Fields, b: Fields, pairs: Pairs): boolean => {
  const [ours, theirs] = [Object.keys(a), Object.keys(b)]
  if (ours.length !== theirs.length) return false
  for (let i = 0; i < ours.length; i++) if (ours[i] !== theirs[i] || !same(a[ours[i]], b[ours[i]], pairs)) return false
  return true
}
