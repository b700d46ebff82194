/** Pairs of functions below two root buses: there may be millions, of few kinds, for nothing on the two ways counts but how long they are. */
import { wayUp, type Class } from './answer.ts'
import type { Asked } from './cases.ts'
import { count, type Folding } from './folding.ts'
import { hostBridgeId } from './why.ts'

/** Classes of any root buses that get the same answers with those of others. */
interface Apart {
  readonly classes: Class[]
  /** Functions by root bus. */
  readonly functions: Map<number, number>
}

/** Law: between two root buses only the host bridges, the lengths of the two ways and the nodes count. */
export const addAcross = (asked: Asked, classes: readonly Class[], { add }: Folding): void => {
  if (asked.tree.hosts.length < 2) return
  const { host, parent } = asked.machine
  const groups = new Map<string, Apart>()
  for (const one of classes) {
    const [f] = one.members
    const h = host[f]
    const key = `${wayUp(parent, f).length} ${asked.dump.functions[f].numaNode ?? ''} ${hostBridgeId(asked, h)}`
    const group = groups.get(key) ?? { classes: [], functions: new Map<number, number>() }
    groups.set(key, group)
    group.classes.push(one)
    group.functions.set(h, (group.functions.get(h) ?? 0) + one.members.length)
  }
  const all = [...groups.values()]
  for (const [i, one] of all.entries())
    for (const other of all.slice(i)) {
      const [pairs, pair] = [pairsApart(one, other), onePairApart(asked, one, other)]
      if (pairs === 0 || pair === undefined) continue
      const { fold, distance } = add(...pair)
      count(fold, distance, pairs)
      for (const [mine, its] of [
        [one, other],
        [other, one],
      ])
        for (const found of mine.classes)
          if (its.functions.size > 1 || !its.functions.has(host[found.members[0]])) fold.classes.add(found)
    }
}

const sizeOf = ({ functions }: Apart): number => [...functions.values()].reduce((sum, n) => sum + n, 0)

const pairsApart = (one: Apart, other: Apart): number => {
  const together = [...one.functions].reduce((sum, [h, n]) => sum + n * (other.functions.get(h) ?? 0), 0)
  const pairs = sizeOf(one) * sizeOf(other) - together
  return one === other ? pairs / 2 : pairs
}

const onePairApart = (
  { machine: { host } }: Asked,
  one: Apart,
  other: Apart,
): readonly [number, number] | undefined => {
  for (const { members } of one.classes) {
    const client = other.classes.find((found) => host[found.members[0]] !== host[members[0]])
    if (client !== undefined) return [members[0], client.members[0]]
  }
  return undefined
}
