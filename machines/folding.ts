/** Which fold a pair is in, and what is counted of it there. */
import { answering, type Answer, type Class } from './answer.ts'
import type { Asked } from './cases.ts'
import { topoAsker, type Topo } from './topo.ts'
import { hostBridgeId, hostBridgeName, surelyRedirecting, trust } from './why.ts'
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

export const count = (fold: Fold, distance: number, pairs: number): void => {
  if (distance < fold.least) fold.least = distance
  if (distance > fold.most) fold.most = distance
  fold.pairs += pairs
}

export interface Folding {
  /** The fold of two functions, and their distance. */
  readonly add: (a: number, b: number) => { readonly fold: Fold; readonly distance: number }
  readonly all: ReadonlyMap<string, Fold>
}

export const folding = (asked: Asked): Folding => {
  const answer = answering(asked)
  const believed = believing(asked)
  const topo = topoAsker(asked)
  const all = new Map<string, Fold>()
  const { host } = asked.machine
  return {
    all,
    add: (a, b) => {
      const found = answer(a, b)
      const fold = foldFor(all, found, found.meet === ROOT ? believed(a, b, found) : '', host[a] === host[b])
      fold.topos.add(topo(a, b, found.meet))
      return { fold, distance: found.distance }
    },
  }
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
