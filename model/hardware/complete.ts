/**
 * Truth of the way back: the completion of a read is routed by bus number, not by address
 * (`hardware.md` RT-26), and only Completion Redirect and Upstream Forwarding act on it (HW-AC-13, HW-AC-14).
 */
import { within } from '../address.ts'
import { ACS } from '../machine/acs.ts'
import { KIND, ROOT, type Hw } from '../machine/columns.ts'
import { inForce, peerCompletion } from './acs-decision.ts'
import { hop, leftOpen, type Landing, type Trail } from './landing.ts'
import { forwards } from './root-complex.ts'

type Landed = Extract<Landing, { kind: 'bar' }>

/** DP-15: the landing of a read that touched `landed`, once its completion has found its way, or not. */
export const completion = (hw: Hw, requester: number, landed: Landed, by: 'link' | 'inside', trail: Trail): Landing => {
  const m = hw.machine
  const arrived = (): Landing => {
    hop(trail, requester, 'DP-15-ok')
    return landed
  }
  if (by === 'inside') {
    if (peerCompletion(hw, landed.owner) === 'direct') return arrived()
    hop(trail, landed.owner, 'AC-13')
  }
  if (m.parent[landed.owner] === ROOT) return arrived()
  let port = m.parent[landed.owner]
  for (; m.kind[port] !== KIND.rootPort; port = m.parent[m.parent[port]]) {
    if (isBehind(hw, requester, port)) {
      if (!inForce(hw, port, ACS.UF))
        return leftOpen(trail, port, 'RT-18', { owner: landed.owner, offset: landed.offset })
      hop(trail, port, 'AC-14')
    } else if (m.below[m.parent[port]].some((q) => isBehind(hw, requester, q))) {
      if (peerCompletion(hw, port) === 'direct') return arrived()
      hop(trail, port, 'AC-13')
    }
  }
  return atRootPort(hw, requester, landed, port, trail) ?? arrived()
}

/** At the root port: back down the same port is reflection (RC-7), to another is what the request found open. */
const atRootPort = (hw: Hw, requester: number, landed: Landed, port: number, trail: Trail): Landing | undefined => {
  if (!isBehind(hw, requester, port)) return undefined
  if (!inForce(hw, port, ACS.UF)) return leftOpen(trail, port, 'RT-18', { owner: landed.owner, offset: landed.offset })
  if (forwards(hw, port, port, 'read')) return undefined
  hop(trail, port, 'RC-7')
  return { ...landed, kind: 'read lost', because: 'RC-7' }
}

/** Whether `f`'s bus number lies in the range behind `port`. */
const isBehind = ({ machine: m }: Hw, f: number, port: number): boolean =>
  m.host[f] === m.host[port] && within(m.busNumber[f], m.secondary[port], m.subordinate[port] - m.secondary[port] + 1)
