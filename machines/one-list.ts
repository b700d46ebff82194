/**
 * One list for every pair at once. The kernel counts only the last list of a name, so two lists, each made for one pair and typed
 * one after the other, help the second pair only.
 */
import { ROOT, type Hw } from '../model/machine/columns.ts'
import type { Class } from './answer.ts'
import type { Asked } from './cases.ts'
import { booted, bootedEach, lineOf, listNaming, type Change } from './change.ts'
import { countPairs, foldsBelow } from './fold.ts'
import type { Fold } from './folding.ts'

/** Two devices, and the entries that a pair of them needs. */
export interface Need {
  readonly pair: readonly [Class, Class]
  readonly ports: readonly number[]
}

/** The least list that helps every pair that a list can help. */
export interface OneList extends Change {
  /** Pairs that it makes BUS_ADDR, and those that are BUS_ADDR then, the whole machine over. */
  readonly helped: number
  readonly direct: number
  readonly needs: readonly Need[]
  /** Functions that then reach memory of each other past the IOMMU. */
  readonly reach: readonly (readonly number[])[]
}

export interface ForAll {
  /** Pairs that meet below one bridge, where something on the way redirects, or may. */
  readonly wanted: readonly Fold[]
  /** Functions that a list for all of them names; where no list helps, those that redirect. */
  readonly ports: readonly number[]
  /** Left out: no list helps any of them, or it is too long. */
  readonly found?: OneList
  /** Functions in a list that is longer than a command line can be. */
  readonly tooMany?: number
}

/** COMMAND_LINE_SIZE of x86 and arm64. */
export const MOST_BYTES = 2048

/** Undefined: nothing redirects between any two functions below one bridge. */
export const forAllOf = (asked: Asked, folds: readonly Fold[]): ForAll | undefined => {
  const wanted = folds.filter(({ meet, types }) => meet !== ROOT && types.at(-1) !== 'BUS_ADDR')
  if (wanted.length === 0) return undefined
  const { parts } = asked
  const ports = onWays(asked, wanted, (f) => parts.hasAcsRedir(asked.cases.at(-1)!, f))
  // A port that keeps its redirects whatever the list says, and those that only its pairs need, are left out.
  const direct = directIn(asked, bootedEach(asked, ports))
  const isListed = new Set(ports)
  const useful = onWays(asked, direct, (f) => isListed.has(f))
  if (useful.length === 0) return { wanted, ports }
  if (lineOf(listNaming(asked, useful)).length > MOST_BYTES) return { wanted, ports: useful, tooMany: useful.length }
  const found = listFor(asked, folds, direct, useful)
  return { wanted, ports: useful, found: { ...found, needs: needsOf(asked, wanted, found) } }
}

const listFor = (
  asked: Asked,
  folds: readonly Fold[],
  direct: readonly Fold[],
  ports: readonly number[],
): Omit<OneList, 'needs'> => {
  const list = listNaming(asked, ports)
  const isListed = new Set(ports)
  const before = folds.filter(({ types }) => types.at(-1) === 'BUS_ADDR')
  return {
    list,
    line: lineOf(list),
    ports,
    after: booted(asked, { disableAcsRedir: list }, ports),
    direct: countPairs(direct),
    helped: countPairs(direct) - countPairs(before),
    reach: joined(
      direct
        .filter((fold) => onWays(asked, [fold], (f) => isListed.has(f)).length > 0)
        .map(({ classes }) => [...classes].flatMap(({ members }) => members)),
    ),
  }
}

/** By classes as they are before: those that are alike then may need different entries. */
const needsOf = (asked: Asked, wanted: readonly Fold[], { ports }: Pick<OneList, 'ports'>): Need[] => {
  const redirects = (f: number): boolean => asked.parts.hasAcsRedir(asked.cases.at(-1)!, f)
  return wanted
    .flatMap(({ meet, examples }) => examples.map((pair) => ({ pair, ports: onWay(asked, meet, pair, redirects) })))
    .filter((need) => need.ports.every((f) => ports.includes(f)))
}

/** Pairs that the kernel maps by bus address in that state, the whole machine over. */
export const directIn = (asked: Asked, hw: Hw): Fold[] =>
  foldsBelow({ ...asked, cases: [hw], doubts: [] }).filter(({ type }) => type === 'BUS_ADDR')

/** Functions between those of the classes and where they meet, that one included. */
const onWay = (
  { machine: { parent } }: Asked,
  meet: number,
  classes: Iterable<Class>,
  isAsked: (f: number) => boolean,
): number[] => {
  const way = new Set<number>()
  for (const { members } of classes)
    for (const f of members)
      for (let at = f; at !== ROOT && !way.has(at); at = parent[at]) {
        way.add(at)
        if (at === meet) break
      }
  return [...way].filter(isAsked).toSorted((a, b) => a - b)
}

const onWays = (asked: Asked, folds: readonly Fold[], isAsked: (f: number) => boolean): number[] =>
  [...new Set(folds.flatMap(({ meet, classes }) => onWay(asked, meet, classes, isAsked)))].toSorted((a, b) => a - b)

/** Sets that have something in common, as one. */
const joined = (sets: readonly (readonly number[])[]): number[][] => {
  let found: Set<number>[] = []
  for (const set of sets) {
    const touching = found.filter((other) => set.some((f) => other.has(f)))
    found = [...found.filter((other) => !touching.includes(other)), new Set([...touching, set].flatMap((s) => [...s]))]
  }
  return found.map((set) => [...set].toSorted((a, b) => a - b)).toSorted(([a], [b]) => a - b)
}
