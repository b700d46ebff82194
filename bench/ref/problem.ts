/**
 * REF, the reference problem: peer-to-peer DMA small enough to be written again in every tool it is measured against.
 *
 * Two host bridges, up to three switches, up to six functions with a BAR each, one of them with a list of up to four
 * entries, each RAM or some function's BAR. A design gives each entry an address or refuses it; the fabric says where
 * the address leads. Safe: every entry that was mapped is reached. The numbers to beat are in README.md.
 */

/** Nodes 0 and 1 are the host bridges, from 2 on come the switches; functions are counted apart, from 0. */
export interface Tree {
  /** Of a host bridge, 0 or 1: listed, and so believed to forward peer requests, which here is always true. */
  readonly listed: readonly number[]
  /** Of a host bridge, 0 or 1: CPU physical addresses of its BARs are {@link OFFSET} above their bus addresses. */
  readonly shifted: readonly number[]
  /** Of a node: the node above it; a host bridge has none, -1. */
  readonly above: readonly number[]
  /** Of a node, 0 or 1: the link above it redirects what crosses it, either way, to the host bridge. */
  readonly redirects: readonly number[]
  /** Of a function, as the two before. */
  readonly parent: readonly number[]
  readonly acs: readonly number[]
  /** 0 or 1: an IOMMU translates whatever reaches a host bridge. */
  readonly iommu: number
}

export interface Case {
  readonly tree: Tree
  readonly initiator: number
  /** The function whose BAR an entry is, or RAM. */
  readonly list: readonly number[]
}

export const RAM = -1
export const HOSTS = 2
/** Bus address of the BAR of function f: (f + 1) * SLOT. A BAR is one byte; nothing depends on its size. */
export const SLOT = 16
export const OFFSET = 8
/** CPU physical address of the RAM; and the first IOVA. The kernel maps CPU physical address p at IOVA_BASE + p. */
export const RAM_ADDRESS = 0x1000
export const IOVA_BASE = 0x10000

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

/** What a reader must keep in mind: functions, switches, entries, and flags that are set. */
export const size = ({ tree, list }: Case): number =>
  tree.parent.length +
  (tree.above.length - HOSTS) +
  list.length +
  tree.iommu +
  sum([...tree.listed, ...tree.shifted, ...tree.redirects, ...tree.acs])

/** How far a search goes: at most so many functions (from 1), switches (from 0), entries (from 1). */
export interface Limits {
  readonly functions: number
  readonly switches: number
  readonly entries: number
}

export const F2: Limits = { functions: 2, switches: 2, entries: 2 }
export const F3: Limits = { functions: 3, switches: 2, entries: 2 }
export const FULL: Limits = { functions: 6, switches: 3, entries: 4 }

const upTo = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i)

/** How many cases there are, by a closed formula; the exhaustive driver must reach the same number. */
export const casesIn = ({ functions, switches, entries }: Limits): number => {
  const flags = 2 ** (HOSTS + HOSTS + 1)
  const trees = (f: number, s: number): number =>
    upTo(0, s - 1).reduce((ways, i) => ways * (HOSTS + i) * 2, 1) * ((HOSTS + s) * 2) ** f
  const lists = (f: number): number => f * sum(upTo(1, entries).map((n) => (f + 1) ** n))
  return flags * sum(upTo(1, functions).map((f) => lists(f) * sum(upTo(0, switches).map((s) => trees(f, s)))))
}
