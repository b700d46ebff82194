/**
 * BARs and windows for a scenario: each where the dump has it. Host windows are in no dump, so each host bridge gets what is claimed
 * on its root bus.
 */
import { alignDown, alignUp, BRIDGE_GRANULARITY } from '../../model/address.ts'
import { ROOT } from '../../model/machine/columns.ts'
import type { FunctionFile, HostFile } from '../../model/machine/file.ts'
import type { Asked } from '../cases.ts'
import type { Dumped } from '../dumped.ts'
import type { DumpedBar } from '../ranges.ts'

const FOUR_GIB = 2 ** 32

type OfFunction = Pick<FunctionFile, 'bar' | 'otherBars' | 'window' | 'otherWindows'>
type OfHost = Pick<HostFile, 'window' | 'otherWindows'>

/** A BAR of which address and size are known. */
type Known = Required<DumpedBar>

interface Span {
  readonly base: number
  readonly size: number
}

/** BARs of which address and size are known. Those of a virtual function are in its physical one. */
export const barsOf = (f: Dumped): Known[] =>
  f.bars.flatMap(({ index, base, size, prefetchable }) =>
    base === undefined || base === 0 || size === undefined ? [] : [{ index, base, size, prefetchable }],
  )

/** The BAR that lists are about: the largest, for that is where memory is. */
const mainOf = (bars: readonly Known[]): Known | undefined =>
  bars.toSorted((a, b) => b.size - a.size || a.index - b.index).at(0)

export const addressesOf = (asked: Asked, index: number): OfFunction => {
  const f = asked.dump.functions[index]
  const bars = barsOf(f)
  const main = mainOf(bars)
  const others = [
    ...bars.filter((bar) => bar !== main).map(({ base, size }) => ({ base, size })),
    ...f.bars.flatMap(({ base, size }) =>
      (base === undefined || base === 0) && size !== undefined ? [{ size, assigned: false }] : [],
    ),
  ]
  return {
    ...(main === undefined ? {} : { bar: { size: main.size, base: main.base } }),
    ...(others.length === 0 ? {} : { otherBars: others }),
    ...windowFields(windowsBelow(asked, index)),
  }
}

/** CardBus windows are pages: those of a scenario are MiBs, and a bridge of one that has no windows gets them around what is below. */
const isCoarse = ({ base, size }: Span): boolean => base % BRIDGE_GRANULARITY === 0 && size % BRIDGE_GRANULARITY === 0

/** Windows as shown; where they were not, one on either side of 4 GiB around what is below. */
const windowsBelow = (asked: Asked, f: number): Span[] => {
  const { windows, isBridge } = asked.dump.functions[f]
  if (!isBridge) return []
  if (windows?.every(isCoarse) === true) return [...windows]
  const spans = asked.machine.below[f].flatMap((g) => [...barsOf(asked.dump.functions[g]), ...windowsBelow(asked, g)])
  return [true, false].flatMap((isLow) => hull(spans.filter(({ base }) => base < FOUR_GIB === isLow)))
}

const hull = (spans: readonly Span[]): Span[] => {
  if (spans.length === 0) return []
  const base = alignDown(Math.min(...spans.map((span) => span.base)), BRIDGE_GRANULARITY)
  const end = alignUp(Math.max(...spans.map((span) => span.base + span.size)), BRIDGE_GRANULARITY)
  return [{ base, size: end - base }]
}

const windowFields = (windows: readonly Span[]): OfHost => {
  const [first, ...others] = windows.toSorted((a, b) => b.size - a.size).map(({ base, size }) => ({ base, size }))
  return {
    ...(first === undefined ? {} : { window: first }),
    ...(others.length === 0 ? {} : { otherWindows: others }),
  }
}

/** Windows of each host bridge: neighbours on one side of 4 GiB are one, unless another root bus has something between them. */
export const hostWindowsOf = (asked: Asked): OfHost[] => {
  const { tree, machine, dump } = asked
  const claims = dump.functions.flatMap((f, i) =>
    machine.parent[i] !== ROOT
      ? []
      : [...barsOf(f), ...windowsBelow(asked, i)].map((span) => ({ ...span, host: machine.host[i] })),
  )
  const found: { base: number; end: number; host: number }[] = []
  for (const { base, size, host } of claims.toSorted((a, b) => a.base - b.base)) {
    const last = found.at(-1)
    if (last?.host === host && last.base < FOUR_GIB === base < FOUR_GIB) last.end = Math.max(last.end, base + size)
    else found.push({ base, end: base + size, host })
  }
  return tree.hosts.map((_, h) =>
    windowFields(
      found
        .filter(({ host }) => host === h)
        .map(({ base, end }) => {
          const start = alignDown(base, 0x1000)
          return { base: start, size: alignUp(end, 0x1000) - start }
        }),
    ),
  )
}
