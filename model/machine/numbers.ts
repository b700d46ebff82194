/**
 * Device and bus numbers that a file leaves out, as Linux's scan finds them.
 */
import { ROOT, isBridge, type Kind } from './columns.ts'
import type { FunctionFile, MachineFile } from './file.ts'

/** What has a bus behind it on which every device has a number of its own. */
export const WIRES: ReadonlySet<FunctionFile['type']> = new Set(['PCIe to PCI bridge', 'PCI bridge'])

/** `02.1` as 8 * device + function. */
export const parseDevfn = (at: string): number => {
  const [slot, fn] = at.split('.')
  return parseInt(slot, 16) * 8 + parseInt(fn, 16)
}

/**
 * Device numbers left out: 00.0 at the end of a link; on a root bus (from 1: 0 is the host bridge's
 * own), inside a switch and on a conventional bus the next free one, in file order.
 */
export const devfns = (
  functions: readonly FunctionFile[],
  parent: readonly number[],
  host: readonly number[],
): number[] => {
  const taken = new Set<string>()
  const slotKey = (f: number, slot: number): string => `${parent[f] === ROOT ? `host ${host[f]}` : parent[f]} ${slot}`
  functions.forEach(({ at }, f) => at !== undefined && taken.add(slotKey(f, Math.floor(parseDevfn(at) / 8))))
  return functions.map(({ at, type }, f) => {
    if (at !== undefined) return parseDevfn(at)
    const above = parent[f] === ROOT ? undefined : functions[parent[f]].type
    if (above !== undefined && !WIRES.has(above) && type !== 'switch downstream port') return 0
    let slot = parent[f] === ROOT ? 1 : 0
    while (taken.has(slotKey(f, slot))) slot++
    taken.add(slotKey(f, slot))
    return slot * 8
  })
}

/**
 * Depth first; a bridge takes the next free number for the bus behind it, and a root bus the next that is free in its domain.
 * Where bridges of a root bus say their numbers, one that says none and has nothing below opens no bus.
 */
export const busNumbers = (
  { hosts, functions }: MachineFile,
  kind: readonly Kind[],
  below: readonly (readonly number[])[],
  roots: readonly number[][],
) => {
  const busNumber = kind.map(() => 0)
  const secondary = kind.map(() => 0)
  const subordinate = kind.map(() => 0)
  const areGiven = functions.some(({ buses }) => buses !== undefined)
  const scan = (onBus: readonly number[], number: number): number => {
    for (const f of onBus) busNumber[f] = functions[f].bus ?? number
    let last = number
    for (const f of onBus) {
      if (!isBridge(kind[f])) continue
      const given = functions[f].buses
      // An empty range: nobody is behind it.
      ;[secondary[f], subordinate[f]] = [1, 0]
      if (given === undefined && areGiven && below[f].length === 0) continue
      secondary[f] = given?.secondary ?? last + 1
      const end = scan(below[f], secondary[f])
      subordinate[f] = given?.subordinate ?? end
      last = Math.max(last, subordinate[f])
    }
    return last
  }
  const free = new Map<number, number>()
  for (const [h, onRoot] of roots.entries()) {
    const domain = hosts[h].domain ?? h
    const last = scan(onRoot, rootBusOf(hosts[h], free.get(domain)))
    free.set(domain, Math.max(last + 1, free.get(domain) ?? 0))
  }
  return { busNumber, secondary, subordinate }
}

const rootBusOf = ({ bus }: MachineFile['hosts'][number], free = 0): number => bus ?? free
