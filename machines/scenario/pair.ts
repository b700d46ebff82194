/** Two functions for the steps of a scenario, where nobody named a pair. */
import { answering, askable } from '../answer.ts'
import type { Asked } from '../cases.ts'
import type { Dumped } from '../dumped.ts'
import { barsOf } from './addresses.ts'

export interface Pair {
  readonly provider: number
  readonly client: number
}

/** Struct pages come in pieces of this size, so that no smaller BAR is memory for anybody. */
export const LEAST_BAR = 0x200000

export const isMemory = (f: Dumped): boolean => barsOf(f).some(({ size }) => size >= LEAST_BAR)

/** Functions among which a pair is looked for. */
const MOST = 48

/** Of those with memory worth reaching and a client worth having the pair that Linux takes most directly; undefined: there are no two. */
export const pairOf = (asked: Asked): Pair | undefined => {
  const { functions } = asked.dump
  const rank = (f: number): number => largest(functions[f]) + (looksLikeMemory(functions[f]) ? LEAST_BAR : 0)
  const candidates = askable(asked).filter((f) => asked.tree.physfn[f] === -1)
  const known = candidates.toSorted((a, b) => rank(b) - rank(a)).slice(0, MOST)
  const answer = answering(asked)
  const pairs = known
    .filter((f) => rank(f) === rank(known[0]) || isMemory(functions[f]))
    .flatMap((provider) =>
      known
        .filter((client) => !areOneDevice(functions[client], functions[provider]))
        .map((client) => ({ provider, client, ...answer(provider, client) })),
    )
  const order = ({ type, distance, client }: (typeof pairs)[number]): number =>
    (type === 'BUS_ADDR' ? 0 : 1000) + distance + (isBusy(functions[client]) ? 0 : 500)
  return pairs.toSorted((a, b) => order(a) - order(b)).at(0)
}

const largest = (f: Dumped): number => Math.max(0, ...barsOf(f).map(({ size }) => size))

/** By class: display, accelerator and NVMe have memory that is worth reaching. */
const looksLikeMemory = ({ title }: Dumped): boolean =>
  /^(?:VGA|3D|Display|Non-Volatile|Processing|class 0?(?:3|108|12))|\[(?:03|0108|12)/.test(title)

/** By class, NVMe: what it offers is a controller memory buffer (or a persistent one, which it serves inside, too). */
export const isNvme = ({ title }: Dumped): boolean => /^(?:Non-Volatile|class 0?108)|\[0108/.test(title)

/** By class, what moves data: the same, networks and InfiniBand. */
const isBusy = (f: Dumped): boolean =>
  looksLikeMemory(f) || /^(?:Ethernet|Network|Infiniband|class 02)|\[02/.test(f.title)

const areOneDevice = (a: Dumped, b: Dumped): boolean =>
  a.domain === b.domain && a.bus === b.bus && Math.floor(a.devfn / 8) === Math.floor(b.devfn / 8)
