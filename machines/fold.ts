/**
 * All pairs, folded: by where they meet and what Linux answers. The table of a machine has a line for each bridge that pairs
 * meet at, not for each of millions of pairs.
 */
import { answering, classesOf, meetOf, wayUp, type Answer, type Class } from './answer.ts'
import type { Asked } from './cases.ts'
import { hostBridgeId, hostBridgeName, surelyRedirecting, trust } from './why.ts'
import { topoAsker, type Topo } from './topo.ts'
import { ROOT } from '../model/machine/columns.ts'

export interface Fold {
  /** Where they meet, or ROOT. */
  readonly meet: number
  readonly type: Answer['type']
  readonly types: Answer['types']
  least: number
  most: number
  /** Pairs, a pair and its converse counted once. */
  pairs: number
  /** Every class in it. */
  readonly classes: Set<Class>
  /** What nvidia-smi topo -m would call the ways. */
  readonly topos: Set<Topo>
  /** The first few: one class and the other, or a class and itself. */
  readonly examples: (readonly [Class, Class])[]
  /** Where they meet at no bridge: what is believed of the host bridges. */
  readonly trust: string
}

const MOST_EXAMPLES = 100

export const foldsOf = (asked: Asked): Fold[] => {
  const classes = classesOf(asked)
  const foldOf = folder(asked, classes.length)
  for (const [i, one] of classes.entries())
    for (let j = i; j < classes.length; j++) {
      const other = classes[j]
      const pairs = pairsOf(one, other)
      if (pairs === 0) continue
      // Millions of pairs come by here, and a set is asked slowly.
      const { fold, distance, has } = foldOf(one, other)
      if (distance < fold.least) fold.least = distance
      if (distance > fold.most) fold.most = distance
      fold.pairs += pairs
      if (has[i] === 0) fold.classes.add(one)
      if (has[j] === 0) fold.classes.add(other)
      has[i] = has[j] = 1
      if (fold.examples.length < MOST_EXAMPLES) fold.examples.push([one, other])
    }
  const order = ({ meet }: Fold): number => (meet === ROOT ? asked.machine.parent.length : meet)
  return [...new Set(foldOf.all())].toSorted((a, b) => order(a) - order(b))
}

export const pairsOf = ({ members: a }: Class, { members: b }: Class): number =>
  a === b ? (a.length * (a.length - 1)) / 2 : a.length * b.length

export const countPairs = (folds: readonly Fold[]): number => folds.reduce((sum, { pairs }) => sum + pairs, 0)

interface Place {
  readonly fold: Fold
  readonly distance: number
  /** Whether the fold has the class of each number. */
  readonly has: Uint8Array
}

/** The fold of two classes; asked once of all that meet there and are alike. */
const folder = (
  asked: Asked,
  classes: number,
): ((one: Class, other: Class) => Place) & { readonly all: () => Iterable<Fold> } => {
  const answer = answering(asked)
  const believed = believing(asked)
  const topo = topoAsker(asked)
  const folds = new Map<string, Fold>()
  const flags = new Map<Fold, Uint8Array>()
  const places = new Map<number, Place>()
  const { parent, host } = asked.machine
  const most = parent.length + 1
  let [lastKey, last]: [number, Place | undefined] = [-1, undefined]
  const placeOf = (one: Class, other: Class): Place => {
    const a = one.members[0]
    const b = one === other ? one.members[1] : other.members[0]
    const meet = host[a] === host[b] ? meetOf(parent, a, b) : ROOT
    const key = ((meet + 1) * most + one.alike) * most + other.alike
    if (key === lastKey) return last!
    lastKey = key
    return (last = places.get(key) ?? newPlace(key, a, b))
  }
  const newPlace = (key: number, a: number, b: number): Place => {
    const found = answer(a, b)
    const fold = foldFor(folds, found, found.meet === ROOT ? believed(a, b, found) : '', host[a] === host[b])
    fold.topos.add(topo(a, b, found.meet))
    const has = flags.get(fold) ?? new Uint8Array(classes)
    flags.set(fold, has)
    const place = { fold, distance: found.distance, has }
    places.set(key, place)
    return place
  }
  return Object.assign(placeOf, { all: () => folds.values() })
}

/** What is believed of two root buses; of those with many functions it is asked once. */
const believing = (asked: Asked): ((provider: number, client: number, answer: Answer) => string) => {
  const { host } = asked.machine
  const known = new Map<string, string>()
  return (provider, client, { type, types }) => {
    const key = `${host[provider]} ${host[client]} ${types.join()}`
    const name = host[provider] === host[client] ? hostBridgeName : hostBridgeId
    const said = known.get(key) ?? trust(asked, { provider, client, type, types }, name)
    known.set(key, said)
    return said
  }
}

/** @param isInside both are below one host bridge */
const foldFor = (folds: Map<string, Fold>, found: Answer, believed: string, isInside: boolean): Fold => {
  const { meet, type, types, distance } = found
  const key = [
    meet,
    type,
    types.join(),
    ...(meet === ROOT ? [believed, isInside] : [distance, surelyRedirecting(found).length > 0]),
  ]
  const known = folds.get(key.join('|'))
  if (known !== undefined) return known
  const fold: Fold = {
    meet,
    type,
    types,
    least: distance,
    most: distance,
    pairs: 0,
    classes: new Set(),
    topos: new Set(),
    examples: [],
    trust: believed,
  }
  folds.set(key.join('|'), fold)
  return fold
}

/** Functions that redirect, whatever is not known, between the members of a fold and where they meet. */
export const redirectingIn = ({ machine: { parent }, parts, cases }: Asked, { meet, classes }: Fold): number[] => {
  const above = new Set(wayUp(parent, meet).slice(1))
  const ways = new Set([...classes].flatMap(({ members }) => members.flatMap((f) => wayUp(parent, f))))
  return [...ways]
    .filter((f) => !above.has(f) && cases.every((hw) => parts.hasAcsRedir(hw, f)))
    .toSorted((a, b) => a - b)
}
