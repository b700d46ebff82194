/**
 * Device and bus numbers that a file leaves out, as Linux's scan finds them.
 */
import { ROOT, isBridge, type Kind } from './columns.ts'
import type { FunctionFile } from './file.ts'

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
    if (above !== undefined && above !== 'PCIe to PCI bridge' && type !== 'switch downstream port') return 0
    let slot = parent[f] === ROOT ? 1 : 0
    while (taken.has(slotKey(f, slot))) slot++
    taken.add(slotKey(f, slot))
    return slot * 8
  })
}

/** Depth first; a bridge takes the next free number for the bus behind it. */
export const busNumbers = (
  kind: readonly Kind[],
  below: readonly (readonly number[])[],
  roots: readonly number[][],
) => {
  const busNumber = kind.map(() => 0)
  const secondary = kind.map(() => 0)
  const subordinate = kind.map(() => 0)
  const scan = (functions: readonly number[], number: number): number => {
    for (const f of functions) busNumber[f] = number
    let last = number
    for (const f of functions) {
      if (!isBridge(kind[f])) continue
      secondary[f] = last + 1
      last = scan(below[f], last + 1)
      subordinate[f] = last
    }
    return last
  }
  for (const functions of roots) scan(functions, 0)
  return { busNumber, secondary, subordinate }
}
