/**
 * How Linux takes a pair of functions: the kernel's own decision, asked of every machine that this one may be.
 *
 * Law: a pair gets the same answer in both directions, and pairs that meet at one function, with ways up that look alike,
 * get the same answer. So few of millions of pairs are asked, and 4 096 functions are answered in a second.
 */
import type { MapType } from '../model/kernel/pci/map-type.ts'
import type { Hw } from '../model/machine/columns.ts'
import { ROOT } from '../model/machine/columns.ts'
import type { Answering, Asked } from './cases.ts'

export interface Answer {
  readonly type: MapType | 'depends'
  /** What `calc_map_type_and_dist` counts, also where `pci_p2pdma_distance` answers -1. */
  readonly distance: number
  /** Of each case, in the order of `Asked.cases`. */
  readonly types: readonly MapType[]
  /** The nearest function above both, or ROOT. */
  readonly meet: number
  /** Functions on the way that the kernel found redirecting, of each case. */
  readonly redirecting: readonly (readonly number[])[]
}

/** Everything above `f`, from itself to the root bus. */
export const wayUp = (parent: readonly number[], f: number): number[] => {
  const way: number[] = []
  for (let at = f; at !== ROOT; at = parent[at]) way.push(at)
  return way
}

/** Ways are short and pairs are many, so nothing is put aside. */
export const meetOf = (parent: readonly number[], provider: number, client: number): number => {
  for (let a = provider; a !== ROOT; a = parent[a])
    for (let b = client; b !== ROOT; b = parent[b]) if (a === b) return a
  return ROOT
}

interface Listener {
  readonly parts: Answering
  readonly heard: Set<number>
}

/** The parts, with a listener where they read an ACS word; what they believe of two host bridges is asked once. */
const listening = (parts: Answering): Listener => {
  const heard = new Set<number>()
  const bridges = new WeakMap<object, Map<number, boolean>>()
  return {
    heard,
    parts: {
      ...parts,
      hasAcsRedir: (hw, f) => {
        const redirects = parts.hasAcsRedir(hw, f)
        if (redirects) heard.add(f)
        return redirects
      },
      bridgesForward: (m, provider, client) => {
        const known = bridges.get(m) ?? new Map<number, boolean>()
        bridges.set(m, known)
        const key = provider * 0x10000 + client
        const answer = known.get(key) ?? parts.bridgesForward(m, provider, client)
        known.set(key, answer)
        return answer
      },
    },
  }
}

/** Answers for a machine; the same pair is asked once. */
export const answering = (asked: Asked): ((provider: number, client: number) => Answer) => {
  const listener = listening(asked.parts)
  return (provider, client) => answerOf(asked, listener, provider, client)
}

const answerOf = (asked: Asked, { parts, heard }: Listener, provider: number, client: number): Answer => {
  const redirecting: number[][] = []
  let distance = 0
  const types = asked.cases.map((hw) => {
    heard.clear()
    const found = parts.classify(parts, hw, provider, client)
    distance = found.distance
    redirecting.push([...heard])
    return found.type
  })
  const [first] = types
  return {
    type: types.every((type) => type === first) ? first : 'depends',
    distance,
    types,
    meet: meetOf(asked.machine.parent, provider, client),
    redirecting,
  }
}

/** The type in some other state of the machine. */
export const typeIn = ({ parts }: Asked, hw: Hw, provider: number, client: number): MapType =>
  parts.classify(parts, hw, provider, client).type

/** Who may be provider or client: a header of type 0, and no host bridge. */
export const askable = ({ dump }: Pick<Asked, 'dump'>): number[] =>
  dump.functions.flatMap(({ isBridge, isHostBridge }, f) => (isBridge || isHostBridge ? [] : [f]))

/** Functions that get the same answers with all others; `alike`: the number of their {@link alikeOf}. */
export interface Class {
  readonly members: readonly number[]
  readonly alike: number
}

/** What of a function an answer can hang on: whether it redirects, in each case, whether its ACS word was read; and its kind and node. */
const ownOf = ({ cases, parts, unread, machine, dump }: Asked, f: number): string =>
  `${cases.map((hw) => (parts.hasAcsRedir(hw, f) ? 'R' : '-')).join('')}${unread.has(f) ? '?' : ''} ${machine.kind[f]} ${dump.functions[f].numaNode ?? ''}`

/**
 * Functions whose ways up look alike have the same text here.
 *
 * @param lookOf what counts of a function on the way
 * @param hosts what counts of each root bus
 */
export const alikeOf = (
  { machine: { parent, host } }: Pick<Asked, 'machine'>,
  lookOf: (f: number) => string,
  hosts: readonly (string | number)[],
): string[] => {
  const texts: string[] = []
  const textOf = (f: number): string =>
    (texts[f] ??= `${lookOf(f)}/${parent[f] === ROOT ? hosts[host[f]] : textOf(parent[f])}`)
  return parent.map((_, f) => textOf(f))
}

/** Equal texts get equal numbers, from 0. */
export const numbered = (texts: readonly string[]): number[] => {
  const numbers = new Map([...new Set(texts)].map((text, i) => [text, i]))
  return texts.map((text) => numbers.get(text)!)
}

/** Law: what two functions get depends on where they meet and on what is on each one's way up, and on nothing else of them. */
export const classesOf = (asked: Asked): Class[] => {
  const alike = numbered(alikeOf(asked, (f) => ownOf(asked, f), [...asked.tree.hosts.keys()]))
  const classes = new Map<string, { members: number[]; alike: number }>()
  for (const f of askable(asked)) {
    const key = `${asked.machine.parent[f]} ${alike[f]}`
    const known = classes.get(key)
    if (known === undefined) classes.set(key, { members: [f], alike: alike[f] })
    else known.members.push(f)
  }
  return [...classes.values()]
}
