/**
 * Truth on the way up: port by port through switches, until a request turns or stands at the root port.
 */
import { ACS } from '../machine/acs.ts'
import { KIND, type Hw } from '../machine/columns.ts'
import { inForce, peerRequest, portBarRequest } from './acs-decision.ts'
import { claims, inWindow, opensTo, portAbove } from './decode.ts'
import { descend } from './descend.ts'
import { refusesFromBelow, refusesUpward } from './ingress.ts'
import { hop, leftOpen, nowhere, type Landing, type Trail } from './landing.ts'
import type { Request } from './request.ts'
import { touch } from './touch.ts'

/** DP-5 to DP-7: the root port that the request reaches, or the landing it found below. */
export const climb = (hw: Hw, request: Request, trail: Trail): Landing | number => {
  const m = hw.machine
  for (let port = portAbove(hw, request.initiator); ;) {
    const refused = refusesFromBelow(hw, request, port)
    if (refused !== undefined) return nowhere(trail, port, refused)
    if (m.kind[port] === KIND.rootPort) return port
    const landing = acrossSwitch(hw, request, port, trail)
    if (landing !== undefined) return landing
    const upstream = m.parent[port]
    const stopped = refusesUpward(hw, request, upstream)
    if (stopped !== undefined) return nowhere(trail, upstream, stopped)
    port = m.parent[upstream]
  }
}

/** DP-7: what the switch above downstream port `port` does with it; undefined: out of its upstream port. */
const acrossSwitch = (hw: Hw, request: Request, port: number, trail: Trail): Landing | undefined => {
  const { address } = request
  const upstream = hw.machine.parent[port]
  if (inWindow(hw, port, address)) return turnBack(hw, port, trail)
  for (const q of hw.machine.below[upstream]) {
    if (claims(hw, q, address)) return intoPortBar(hw, request, port, q, trail)
    if (q !== port && opensTo(hw, q, address)) return intoPeer(hw, request, port, q, trail)
  }
  if (claims(hw, upstream, address)) return intoPortBar(hw, request, port, upstream, trail)
  if (!opensTo(hw, upstream, address)) {
    hop(trail, upstream, 'RT-15e')
    return undefined
  }
  if (!hw.machine.redirectsUnclaimed[port]) return nowhere(trail, upstream, 'RT-15d')
  hop(trail, port, 'HW-AC-28')
  return undefined
}

/** RT-18, HW-AC-14: it leads back out of the port it came in by. */
export const turnBack = (hw: Hw, port: number, trail: Trail): Landing | undefined => {
  if (!inForce(hw, port, ACS.UF)) return leftOpen(trail, port, 'RT-18')
  hop(trail, port, 'HW-AC-14')
  return undefined
}

/** DP-7d: for what lies behind port `peer`. */
const intoPeer = (hw: Hw, request: Request, port: number, peer: number, trail: Trail): Landing | undefined => {
  const { decision, because } = peerRequest(hw, port, peer, request.at)
  if (decision === 'block') return nowhere(trail, port, because)
  hop(trail, port, because)
  return decision === 'direct' ? descend(hw, request, peer, trail) : undefined
}

/** DP-7b, DP-7c, DP-8b: for the BAR of `owner`, a port beside or above `port`. */
export const intoPortBar = (
  hw: Hw,
  request: Request,
  port: number,
  owner: number,
  trail: Trail,
): Landing | undefined => {
  const { decision, because } = portBarRequest(hw, port, owner)
  if (decision === 'block') return nowhere(trail, port, because)
  hop(trail, port, because)
  return decision === 'direct' ? touch(hw, request, owner, 'link', trail) : undefined
}
