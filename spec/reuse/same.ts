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

/** @param old what the step was given: {@link thingsIn} the world before it */
export const sameEnd = (a: End, b: End, old: () => ReadonlySet<object>): boolean => {
  // Most differ, and few things differ as early as what was answered.
  if (!equal(a.outcome, b.outcome, undefined) || !equal(a.after, b.after, undefined)) return false
  const olds = old()
  // Memory that was changed is all new; only whether it was is seen.
  const [ours, theirs] = [a.after, b.after].map(({ mm, meant }) => [mm, meant])
  if (ours.some((thing, i) => olds.has(thing) !== olds.has(theirs[i]))) return false
  const pairs: Pairs = { old: olds, ours: [...ours], theirs: [...theirs] }
  return equal(a.outcome, b.outcome, pairs) && equal(a.after, b.after, pairs)
}

/**
 * Every object in a world. Inside the machine's columns nobody looks, for no step makes them anew; nor inside memory, for a step
 * that changes it makes all of it anew.
 */
export const thingsIn = (world: World): ReadonlySet<object> => {
  const things = new Set<object>([world.hw.machine, world.mm, world.meant])
  gather(world, things)
  return things
}

const gather = (thing: unknown, things: Set<object>): void => {
  if (typeof thing !== 'object' || thing === null || things.has(thing)) return
  things.add(thing)
  if (thing instanceof Map)
    for (const [key, value] of thing) {
      gather(key, things)
      gather(value, things)
    }
  else if (thing instanceof Set || Array.isArray(thing)) for (const item of thing) gather(item, things)
  else for (const key in thing) gather((thing as Fields)[key], things)
}

/** New things, each of ours with the one of theirs in its place. */
interface Pairs {
  readonly old: ReadonlySet<object>
  readonly ours: object[]
  readonly theirs: object[]
}

/** @param pairs undefined: equal values are enough */
const equal = (a: unknown, b: unknown, pairs: Pairs | undefined): boolean => {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (pairs !== undefined) {
    const known = pairs.ours.indexOf(a)
    if (known >= 0) return pairs.theirs[known] === b
    if (pairs.theirs.includes(b) || pairs.old.has(a) || pairs.old.has(b)) return false
    pairs.ours.push(a)
    pairs.theirs.push(b)
  }
  if (Array.isArray(a)) return Array.isArray(b) && equalItems(a, b, pairs)
  if (a instanceof Map) return b instanceof Map && a.size === b.size && equalMaps(a, b, pairs)
  if (a instanceof Set) return b instanceof Set && a.size === b.size && equalItems([...a], [...b], pairs)
  return equalFields(a as Fields, b as Fields, pairs)
}

type Fields = Readonly<Record<string, unknown>>

const equalItems = (a: readonly unknown[], b: readonly unknown[], pairs: Pairs | undefined): boolean => {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (!equal(a[i], b[i], pairs)) return false
  return true
}

const equalMaps = (a: Map<unknown, unknown>, b: Map<unknown, unknown>, pairs: Pairs | undefined): boolean => {
  const theirs = b.entries()
  for (const [key, value] of a) {
    const [otherKey, other] = theirs.next().value!
    if (!equal(key, otherKey, pairs) || !equal(value, other, pairs)) return false
  }
  return true
}

/** The same names in the same order: whoever prints them sees that, too. */
const equalFields = (a: Fields, b: Fields, pairs: Pairs | undefined): boolean => {
  for (const key in a) if (!equal(a[key], b[key], pairs)) return false
  const [ours, theirs] = [Object.keys(a), Object.keys(b)]
  return (
    ours.length === theirs.length &&
    ours.every((key, i) => key === theirs[i]) &&
    Object.getPrototypeOf(a) === Object.getPrototypeOf(b)
  )
}
