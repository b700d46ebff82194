/**
 * All pairs, folded: by where they meet and what Linux answers. The table of a machine has a line for each bridge that pairs
 * meet at, not for each of millions of pairs.
 */
import { addAcross } from './across.ts'
import { classesOf, wayUp, type Class } from './answer.ts'
import type { Asked } from './cases.ts'
import { count, folding, type Fold, type Folding } from './folding.ts'
import { ROOT } from '../model/machine/columns.ts'

const MOST_EXAMPLES = 100

/** All of them; those of two root buses come last. */
export const foldsOf = (asked: Asked): Fold[] => {
  const classes = classesOf(asked)
  const folds = folding(asked)
  addWithin(asked, classes, folds, false)
  addAcross(asked, classes, folds)
  return inOrder(asked, folds)
}

/** Those that meet at a bridge. */
export const foldsBelow = (asked: Asked): Fold[] => {
  const folds = folding(asked)
  addWithin(asked, classesOf(asked), folds, true)
  return inOrder(asked, folds)
}

const inOrder = ({ machine }: Asked, { all }: Folding): Fold[] => {
  const order = ({ meet }: Fold): number => (meet === ROOT ? machine.parent.length : meet)
  return [...all.values()].toSorted((a, b) => order(a) - order(b))
}

export const pairsOf = ({ members: a }: Class, { members: b }: Class): number =>
  a === b ? (a.length * (a.length - 1)) / 2 : a.length * b.length

export const countPairs = (folds: readonly Fold[]): number => folds.reduce((sum, { pairs }) => sum + pairs, 0)

/** Pairs of one root bus. */
const addWithin = (asked: Asked, classes: readonly Class[], folds: Folding, onlyBelow: boolean): void => {
  const { host } = asked.machine
  const placeOf = places(asked, classes.length, folds)
  const above = climbing(asked.machine.parent)
  for (const [i, one] of classes.entries()) {
    const meetWith = above(one.members[0])
    for (let j = i; j < classes.length; j++) {
      const other = classes[j]
      const pairs = pairsOf(one, other)
      if (pairs === 0 || host[one.members[0]] !== host[other.members[0]]) continue
      const b = i === j ? one.members[1] : other.members[0]
      const meet = meetWith(b)
      if (meet === ROOT && onlyBelow) continue
      // Millions of pairs come by here, and a set is asked slowly.
      const { fold, distance, has } = placeOf(meet, one, other)
      count(fold, distance, pairs)
      if (has[i] === 0) fold.classes.add(one)
      if (has[j] === 0) fold.classes.add(other)
      has[i] = has[j] = 1
      if (fold.examples.length < MOST_EXAMPLES) fold.examples.push([one, other])
    }
  }
}

/** Where the ways up of one function and of others meet. */
const climbing = (parent: readonly number[]): ((one: number) => (other: number) => number) => {
  const marks = new Int32Array(parent.length)
  let mark = 0
  return (one) => {
    mark++
    for (let f = one; f !== ROOT; f = parent[f]) marks[f] = mark
    return (other) => {
      let f = other
      while (f !== ROOT && marks[f] !== mark) f = parent[f]
      return f
    }
  }
}

interface Place {
  readonly fold: Fold
  readonly distance: number
  /** Whether the fold has the class of each number. */
  readonly has: Uint8Array
}

/** The fold of two classes; asked once of all that meet there and are alike. */
const places = (
  { machine: { parent } }: Asked,
  classes: number,
  { add }: Folding,
): ((meet: number, one: Class, other: Class) => Place) => {
  const flags = new Map<Fold, Uint8Array>()
  const known = new Map<number, Place>()
  const most = parent.length + 1
  let [lastKey, last]: [number, Place | undefined] = [-1, undefined]
  const newPlace = (one: Class, other: Class): Place => {
    const { fold, distance } = add(one.members[0], one === other ? one.members[1] : other.members[0])
    const has = flags.get(fold) ?? new Uint8Array(classes)
    flags.set(fold, has)
    return { fold, distance, has }
  }
  return (meet, one, other) => {
    const key = ((meet + 1) * most + one.alike) * most + other.alike
    if (key === lastKey) return last!
    const place = known.get(key) ?? newPlace(one, other)
    known.set(key, place)
    lastKey = key
    return (last = place)
  }
}

/** Functions that redirect, whatever is not known, between the members of a fold and where they meet. */
export const redirectingIn = ({ machine: { parent }, parts, cases }: Asked, { meet, classes }: Fold): number[] => {
  const above = new Set(wayUp(parent, meet).slice(1))
  const ways = new Set([...classes].flatMap(({ members }) => members.flatMap((f) => wayUp(parent, f))))
  return [...ways]
    .filter((f) => !above.has(f) && cases.every((hw) => parts.hasAcsRedir(hw, f)))
    .toSorted((a, b) => a - b)
}
