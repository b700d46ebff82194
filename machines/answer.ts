/**
 * How Linux takes a pair of functions: the kernel's own decision, asked of every machine that this one may be.
 *
 * Law: functions with the same bridge above them whose own ACS words redirect alike get the same answer with anybody else,
 * and a pair gets the same answer in both directions. So one pair of each two classes is asked, and 4 096 functions are
 * answered in a second.
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

/** Functions that get the same answers with all others. */
export const classesOf = (asked: Asked): number[][] => {
  const { parent, host } = asked.machine
  const classes = new Map<string, number[]>()
  for (const f of askable(asked)) {
    const own = asked.cases.map((hw) => (asked.parts.hasAcsRedir(hw, f) ? 'R' : '-')).join('')
    const key = `${parent[f]} ${host[f]} ${own} ${asked.unread.has(f)}`
    const members = classes.get(key)
    if (members === undefined) classes.set(key, [f])
    else members.push(f)
  }
  return [...classes.values()]
}
