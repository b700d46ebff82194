/**
 * Truth of the way back: the completion of a read or an atomic is routed by bus number, not by address
 * (RT-26), and only Completion Redirect and Upstream Forwarding act on it (HW-AC-13, HW-AC-14).
 * It goes to whose requester ID the request carried, whoever sent it.
 */
import { ACS } from '../machine/acs.ts'
import { KIND, ROOT, type Hw } from '../machine/columns.ts'
import { inForce, redirectsCompletion } from './acs-decision.ts'
import { idOnLinks, isBehind, offTheWires, portAbove, sameDevice } from './decode.ts'
import { ROOT_COMPLEX, hop, leftOpen, type Landing, type Trail } from './landing.ts'
import { forwards } from './forwards.ts'
import type { By, Request } from './request.ts'

type Landed = Extract<Landing, { kind: 'bar' }>

/** DP-15: the landing of a request that touched `landed`, once its completion has found its way, or not. */
export const completion = (hw: Hw, request: Request, landed: Landed, by: By, trail: Trail): Landing => {
  const failed = by === 'wires' ? undefined : failure(hw, request, landed, by, trail)
  if (failed !== undefined) return failed
  if (goesAstray(hw, request)) return lost(landed, request.requester, 'RT-26', trail)
  hop(trail, request.initiator, 'DP-15-ok')
  return landed
}

/** Why the completion does not reach the requester; undefined: it does. */
const failure = (hw: Hw, request: Request, landed: Landed, by: By, trail: Trail): Landing | undefined => {
  const m = hw.machine
  const { owner } = landed
  // No ACS word of a port looks at what goes to a CPU: it is for no peer (CP-1).
  if (request.requester === ROOT_COMPLEX) return undefined
  const relaxed = request.relaxed && m.copiesOrdering[owner]
  if (by === 'inside') {
    if (!redirectsCompletion(hw, owner, relaxed)) return undefined
    hop(trail, owner, 'HW-AC-13')
  }
  if (m.parent[offTheWires(hw, owner)] === ROOT) return undefined
  const upstream = switchOfPort(hw, owner)
  const id = idOnLinks(hw, request)
  if (upstream !== ROOT && isBehind(hw, id, upstream)) return undefined
  return climb(hw, id, landed, portAbove(hw, owner), relaxed, trail)
}

/** The upstream port of the switch that has `f` for a port, or ROOT. A port's own completions enter by no port. */
const switchOfPort = ({ machine: m }: Hw, f: number): number => {
  if (m.kind[f] === KIND.switchUp) return f
  return m.kind[f] === KIND.switchDown ? m.parent[f] : ROOT
}

/** From the port whose link it comes up, to where it turns. */
const climb = (
  hw: Hw,
  requester: number,
  landed: Landed,
  from: number,
  relaxed: boolean,
  trail: Trail,
): Landing | undefined => {
  const m = hw.machine
  let port = from
  for (; m.kind[port] !== KIND.rootPort; port = m.parent[m.parent[port]]) {
    if (isBehind(hw, requester, port)) {
      if (!inForce(hw, port, ACS.UF)) return openFrom(landed, port, trail)
      hop(trail, port, 'HW-AC-14')
    } else if (m.below[m.parent[port]].some((q) => isBehind(hw, requester, q))) {
      if (!redirectsCompletion(hw, port, relaxed)) return undefined
      hop(trail, port, 'HW-AC-13')
    }
  }
  return atRootPort(hw, requester, landed, port, trail)
}

/** At the root port: back down the same port is reflection (RC-7), to another is what the request found open. */
const atRootPort = (hw: Hw, requester: number, landed: Landed, port: number, trail: Trail): Landing | undefined => {
  if (!isBehind(hw, requester, port)) return undefined
  if (!inForce(hw, port, ACS.UF)) return openFrom(landed, port, trail)
  return forwards(hw, port, port, 'read') ? undefined : lost(landed, port, 'RC-7', trail)
}

const openFrom = ({ owner, offset }: Landed, at: number, trail: Trail): Landing =>
  leftOpen(trail, at, 'RT-18', { owner, offset })

const lost = ({ owner, offset }: Landed, at: number, because: 'RC-7' | 'RT-26', trail: Trail): Landing => {
  hop(trail, at, because)
  return { kind: 'read lost', owner, offset, because }
}

/** The request carried the requester ID of another device, which it is no alias of: that one gets the answer. */
const goesAstray = (hw: Hw, { initiator, requester }: Request): boolean =>
  requester !== ROOT_COMPLEX && requester !== hw.machine.requester[initiator] && !sameDevice(hw, requester, initiator)
