/**
 * BARs and windows that a file leaves out: depth first in devfn order, each BAR at its natural alignment
 * (RT-3), each window around all that is below it at 1 MiB granularity (RT-8). Host windows are as large as that needs.
 */
import {
  BRIDGE_GRANULARITY,
  alignDown,
  alignUp,
  bus,
  busToPhys,
  phys,
  physToBus,
  type Bus,
  type Phys,
} from '../address.ts'
import { isBridge, type Kind } from './columns.ts'
import type { Span } from './ranges.ts'
import type { MachineFile } from './file.ts'

/** The first host window laid out: far above RAM, below QEMU's 40 physical bits. */
export const FIRST_WINDOW = 0x4000000000
/** Distance between host windows laid out, bytes. */
const WINDOW_STRIDE = 0x400000000

/** BARs and windows of functions, empty until they are placed. */
const placing = ({ functions }: MachineFile, kind: readonly Kind[], below: readonly (readonly number[])[]) => {
  const bar: Bus[] = functions.map(({ bar }) => bus(bar?.base ?? 0))
  // One that got no address claims nothing, and the kernel sees no length either.
  const barSize = functions.map(({ bar }) => (bar?.assigned === false ? 0 : (bar?.size ?? 0)))
  const otherBars: Span[][] = functions.map(() => [])
  const otherWindows = functions.map(({ otherWindows }) => (otherWindows ?? []).map(spanOf))
  const window: Bus[] = functions.map(() => bus(0))
  const windowSize = functions.map(() => 0)

  /** Places `f` at or above `cursor`; answers the first address behind it. */
  const place = (f: number, cursor: number): number => {
    let free = isBridge(kind[f]) ? placeBridge(f, cursor) : cursor
    if (barSize[f] > 0) {
      if (functions[f].bar?.base === undefined) bar[f] = bus(alignUp(free, barSize[f]))
      free = Math.max(free, bar[f] + barSize[f])
    }
    const others = functions[f].otherBars
    if (others === undefined) return free
    for (const { base, size, assigned } of others) {
      if (assigned === false) continue
      const at = bus(base ?? alignUp(free, size))
      otherBars[f].push({ base: at, size })
      if (base === undefined) free = at + size
    }
    return free
  }
  const placeBridge = (f: number, cursor: number): number => {
    let end = alignUp(cursor, BRIDGE_GRANULARITY)
    for (const child of below[f]) end = place(child, end)
    const given = functions[f].window
    const [base, size] = given === undefined ? hull(below[f]) : [given.base, given.size]
    window[f] = bus(base)
    windowSize[f] = size
    return Math.max(size === 0 ? cursor : base + size, cursor)
  }
  /** The least window at bridge granularity around the BARs and windows of `children`. */
  const hull = (children: readonly number[]): [base: number, size: number] => {
    const claims = children.flatMap((f) => [
      ...(barSize[f] > 0 ? [[bar[f], bar[f] + barSize[f]]] : []),
      ...(windowSize[f] > 0 ? [[window[f], window[f] + windowSize[f]]] : []),
      ...otherBars[f].flatMap(({ base, size }, i) => (isLaidOut(f, i) ? [[base, base + size]] : [])),
    ])
    if (claims.length === 0) return [0, 0]
    const base = alignDown(Math.min(...claims.map(([start]) => start)), BRIDGE_GRANULARITY)
    return [base, alignUp(Math.max(...claims.map(([, end]) => end)), BRIDGE_GRANULARITY) - base]
  }

  /** Given ones lie where a window that was given holds them. */
  const isLaidOut = (f: number, i: number): boolean =>
    functions[f].otherBars!.filter(({ assigned }) => assigned !== false)[i].base === undefined

  return { claimed: { bar, barSize, otherBars, window, windowSize, otherWindows }, place, hull }
}

/** BARs and windows of every function, then the window of every host bridge. */
export const addresses = (
  file: MachineFile,
  kind: readonly Kind[],
  below: readonly (readonly number[])[],
  roots: readonly (readonly number[])[],
) => {
  const { hosts } = file
  const { claimed, place, hull } = placing(file, kind, below)
  const hostWindow: Phys[] = []
  const hostWindowSize: number[] = []
  let next = FIRST_WINDOW
  hosts.forEach((host, h) => {
    const start = phys(host.window?.base ?? next)
    let cursor: number = physToBus(start, host.offset ?? 0)
    for (const f of roots[h]) cursor = place(f, cursor)
    const [base, size] = hull(roots[h])
    hostWindow.push(host.window === undefined ? busToPhys(bus(base), size === 0 ? 0 : (host.offset ?? 0)) : start)
    hostWindowSize.push(host.window?.size ?? size)
    const end = host.window === undefined ? hostWindow[h] + size : 0
    next = Math.max(FIRST_WINDOW + (h + 1) * WINDOW_STRIDE, alignUp(end, WINDOW_STRIDE))
  })
  const hostOtherWindows = hosts.map(({ otherWindows }) =>
    (otherWindows ?? []).map(({ base, size }) => ({ base: phys(base), size })),
  )
  return { ...claimed, hostWindow, hostWindowSize, hostOtherWindows }
}

const spanOf = ({ base, size }: { readonly base: number; readonly size: number }): Span => ({ base: bus(base), size })
