/**
 * Belief of REF: what a design makes of a list. One correct design, and six that change one part of it.
 *
 * It counts the redirects between two functions by their ancestors; it never asks where a number leads.
 */
import { HOSTS, IOVA_BASE, OFFSET, RAM, RAM_ADDRESS, SLOT, type Case, type Tree } from './problem.ts'

export const REFUSED = -1

/** How an entry is reached: by bus address, through the host bridge, not at all. */
type Way = 'bus' | 'host' | 'refuse'

interface Parts {
  /** The redirects on the way between two functions that meet at switch `meeting`. */
  readonly counted: (tree: Tree, a: number, b: number, meeting: number) => number
  /** Whether peer requests may go from one host bridge to the other. */
  readonly crosses: (tree: Tree) => boolean
  readonly busAddress: (tree: Tree, f: number) => number
  /** The way of entry `i`; `found` are the ways of those before it. */
  readonly wayOf: (parts: Parts, problem: Case, i: number, found: readonly Way[]) => Way
}

export interface Design {
  readonly name: string
  /** An address for each entry of the list, or REFUSED. */
  readonly map: (problem: Case) => readonly number[]
}

const hostOf = ({ above }: Tree, node: number): number => {
  while (node >= HOSTS) node = above[node]
  return node
}

/** The lowest node that has both below it, or -1. Nodes are numbered downwards, so the larger one is never above. */
const meetingOf = ({ above }: Tree, a: number, b: number): number => {
  while (a !== b && a >= 0 && b >= 0) {
    if (a > b) a = above[a]
    else b = above[b]
  }
  return a === b ? a : -1
}

/** Redirects on the links above `node`, below `meeting`. */
const redirectsBelow = ({ above, redirects }: Tree, node: number, meeting: number): number => {
  let count = 0
  for (; node !== meeting; node = above[node]) count += redirects[node]
  return count
}

const counted: Parts['counted'] = (tree, a, b, meeting) =>
  tree.acs[a] +
  tree.acs[b] +
  redirectsBelow(tree, tree.parent[a], meeting) +
  redirectsBelow(tree, tree.parent[b], meeting)

const classify = (parts: Parts, tree: Tree, client: number, owner: number): Way => {
  const { parent, listed } = tree
  if (client === owner) return 'bus'
  const meeting = meetingOf(tree, parent[client], parent[owner])
  if (meeting < 0) return parts.crosses(tree) ? 'host' : 'refuse'
  if (meeting >= HOSTS && parts.counted(tree, client, owner, meeting) === 0) return 'bus'
  return listed[hostOf(tree, meeting)] === 1 ? 'host' : 'refuse'
}

const wayOf: Parts['wayOf'] = (parts, { tree, initiator, list }, i) =>
  list[i] === RAM ? 'host' : classify(parts, tree, initiator, list[i])

/** The way of the first entry whose memory hangs from the same port, if there is one. Own memory is never asked about. */
const cachedWayOf: Parts['wayOf'] = (parts, problem, i, found) => {
  const { tree, initiator, list } = problem
  if (list[i] === RAM || list[i] === initiator) return wayOf(parts, problem, i, found)
  const first = list.findIndex((f) => f !== RAM && f !== initiator && tree.parent[f] === tree.parent[list[i]])
  return first < i ? found[first] : wayOf(parts, problem, i, found)
}

const physical = (tree: Tree, f: number): number =>
  f === RAM ? RAM_ADDRESS : (f + 1) * SLOT + tree.shifted[hostOf(tree, tree.parent[f])] * OFFSET

const correct: Parts = {
  counted,
  crosses: ({ listed }) => listed[0] === 1 && listed[1] === 1,
  busAddress: (_, f) => (f === RAM ? RAM_ADDRESS : (f + 1) * SLOT),
  wayOf,
}

const design = (name: string, parts: Parts): Design => ({
  name,
  map: (problem) => {
    const { tree, list } = problem
    const found: Way[] = []
    const addresses: number[] = []
    for (let i = 0; i < list.length; i++) {
      const way = parts.wayOf(parts, problem, i, found)
      found.push(way)
      addresses.push(addressOf(parts, tree, list[i], way))
    }
    return addresses
  },
})

const addressOf = ({ busAddress }: Parts, tree: Tree, f: number, way: Way): number => {
  if (way === 'refuse') return REFUSED
  return way === 'bus' ? busAddress(tree, f) : physical(tree, f) + tree.iommu * IOVA_BASE
}

export const CORRECT = design('CORRECT', correct)

export const BROKEN: readonly Design[] = [
  design('acs-mid', { ...correct, counted: ({ acs }, a, b) => acs[a] + acs[b] }),
  design('no-offset', { ...correct, busAddress: physical }),
  design('first-seg', { ...correct, wayOf: (parts, problem, i, found) => found[0] ?? wayOf(parts, problem, i, found) }),
  design('cross-hb', { ...correct, crosses: () => true }),
  design('cache', { ...correct, wayOf: cachedWayOf }),
  design('rare', {
    ...correct,
    wayOf: (parts, problem, i, found) => {
      const { listed, iommu } = problem.tree
      const caches = i === 3 && iommu === 1 && listed[0] === 1 && listed[1] === 1
      return (caches ? cachedWayOf : wayOf)(parts, problem, i, found)
    },
  }),
]
