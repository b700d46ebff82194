/**
 * Buses that are no root buses, although no bridge of the dump opens them: somebody has printed a part of a machine (`lspci -d 10de:`,
 * `lspci -s 03:`), and the ports above are missing.
 */
import { ROOT } from '../model/machine/columns.ts'
import { bdfOf, type Dumped, type Note, type PcieType } from './dumped.ts'
import type { Asked } from './cases.ts'

/** A function of these types stands at the end of a link, and a port is above it. On bus 00 guests have such functions beside their host bridge. */
const BELOW_A_PORT: ReadonlySet<PcieType | undefined> = new Set(['endpoint', 'upstream port', 'downstream port'])

type Read = Pick<Asked, 'tree' | 'dump'>

/** Indices of the functions on each root bus, by host bridge. */
const onRootBuses = ({ tree, dump }: Read): number[][] => {
  const on: number[][] = tree.hosts.map(() => [])
  for (const f of dump.functions.keys()) if (tree.parent[f] === ROOT) on[tree.host[f]].push(f)
  return on
}

/** A function that shows it, for each root bus that is none; undefined: it may be one. */
const shownBy = (asked: Read): (Dumped | undefined)[] =>
  onRootBuses(asked).map((all, host) => {
    const { bus } = asked.tree.hosts[host]
    const on = all.filter((f) => asked.tree.physfn[f] === -1).map((f) => asked.dump.functions[f])
    if (bus === 0 || on.some(({ isHostBridge, type }) => isHostBridge || !BELOW_A_PORT.has(type))) return undefined
    return on.at(0)
  })

/** Each such bus, and what it does to the answers. */
export const cutOff = (asked: Read): Note[] =>
  shownBy(asked).flatMap((f) =>
    f === undefined
      ? []
      : [
          {
            line: f.line,
            says: `which port is above ${bdfOf(f)}: it stands at the end of a link, and no bridge here opens its bus. That bus is taken for a root bus, so answers between it and other buses may be wrong (print the whole machine)`,
          },
        ],
  )

/**
 * A bridge does not say what is behind it, and a bus that no bridge opens may be that. Where no bridge says it (`lspci -nn`) every bus
 * would be a root bus.
 */
export const isSilentOfBuses = (asked: Read): boolean => {
  const { functions } = asked.dump
  const silent = new Set(functions.flatMap((f) => (f.isBridge && f.buses === undefined ? [f.domain] : [])))
  if (silent.size === 0) return false
  const saysNone = functions.every(({ isBridge, buses }) => !isBridge || buses === undefined)
  if (saysNone && new Set(functions.map(({ domain, bus }) => `${domain} ${bus}`)).size > 1) return true
  return onRootBuses(asked).some((on, host) => {
    const { domain, bus } = asked.tree.hosts[host]
    const mayBeBelow = ({ isHostBridge, type }: Dumped): boolean =>
      !isHostBridge && (type === undefined || BELOW_A_PORT.has(type))
    return bus !== 0 && silent.has(domain) && on.every((f) => mayBeBelow(functions[f]))
  })
}

/** Several buses, and above none of them anything: between any two of them nothing can be said. */
export const isOnlyPieces = (asked: Read): boolean => {
  const shown = shownBy(asked)
  return shown.length > 1 && !shown.includes(undefined)
}
