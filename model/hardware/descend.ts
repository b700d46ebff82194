/**
 * Truth on the way down: windows decide, ACS never does (HW-AC-5).
 */
import { KIND, isBridge, opensWires, type Hw } from '../machine/columns.ts'
import { downToConventionalBus } from './conventional.ts'
import { claims, inWindow, opensTo } from './decode.ts'
import { refusesDownward, refusesFromAbove } from './ingress.ts'
import { hop, nowhere, type Landing, type Trail } from './landing.ts'
import type { Request } from './request.ts'
import { touch } from './touch.ts'

/** DP-14: out of port `port`, down its link and the switches behind it. */
export const descend = (hw: Hw, request: Request, port: number, trail: Trail): Landing => {
  const m = hw.machine
  for (let p = port; ;) {
    const stopped = refusesDownward(hw, request, p)
    if (stopped !== undefined) return nowhere(trail, p, stopped)
    if (m.below[p].length === 0) return nowhere(trail, p, 'RT-2-none')
    const first = takerOf(hw, request, p)
    const refused = refusesFromAbove(hw, request, first)
    if (refused !== undefined) return nowhere(trail, first, refused)
    if (opensWires(m.kind[first])) return downToConventionalBus(hw, request, first, trail)
    if (m.kind[first] !== KIND.switchUp) return claimAtEnd(hw, request, p, trail)
    const next = downThroughSwitch(hw, request, first, trail)
    if (typeof next !== 'number') return next
    p = next
  }
}

/** Whom a request meets at the end of the link: the function that claims it, or the bridge beside it, else function 0. */
const takerOf = (hw: Hw, { address }: Request, port: number): number => {
  const m = hw.machine
  const functions = m.below[port]
  // One function is the usual case, and several without a bridge among them are answered for by function 0.
  if (functions.length === 1 || !functions.some((f) => isBridge(m.kind[f]))) return functions[0]
  const taker = functions.find((f) => claims(hw, f, address))
  return taker ?? functions.find((f) => inWindow(hw, f, address)) ?? functions[0]
}

/** RT-14: the downstream port of the switch whose window holds the address, or the BAR that does, or nobody. */
const downThroughSwitch = (hw: Hw, request: Request, upstream: number, trail: Trail): Landing | number => {
  const { address } = request
  if (claims(hw, upstream, address)) return touch(hw, request, upstream, 'link', trail)
  if (!opensTo(hw, upstream, address)) return nowhere(trail, upstream, 'RT-14c')
  if (request.access === 'atomic' && !hw.machine.routesAtomics[upstream])
    return nowhere(trail, upstream, 'RT-29-routing')
  for (const q of hw.machine.below[upstream]) {
    if (claims(hw, q, address)) return touch(hw, request, q, 'link', trail)
    if (opensTo(hw, q, address)) {
      hop(trail, q, 'RT-14b')
      return q
    }
  }
  return nowhere(trail, upstream, 'RT-14b-none')
}

/** RT-2: the function at the end of the link that claims the address. */
const claimAtEnd = (hw: Hw, request: Request, port: number, trail: Trail): Landing => {
  const functions = hw.machine.below[port]
  const owner = functions.find((f) => claims(hw, f, request.address))
  // The request is on the link: its far end refuses it, the port only where nobody is there.
  return owner === undefined ? nowhere(trail, functions[0], 'RT-2-none') : touch(hw, request, owner, 'link', trail)
}
