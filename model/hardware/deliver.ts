/**
 * Truth: where a memory request lands. `hardware.md` section 8.
 *
 * The request climbs from its initiator port by port until somebody on its side of the fabric claims
 * the address or it reaches the root complex (`root-complex.ts`); from there, or from the port where
 * it turned, it only descends (`descend.ts`), and no ACS word is looked at again (HW-AC-5). A read
 * then sends its completion back (`complete.ts`). The address is never changed below a host bridge.
 */
import { within, type Bus } from '../address.ts'
import { ACS } from '../machine/acs.ts'
import { KIND, ROOT, type Hw } from '../machine/columns.ts'
import { egressNumber, inForce, peerRequest } from './acs-decision.ts'
import { descend, touch } from './descend.ts'
import { domainOf } from './iommu.ts'
import { hop, leftOpen, nowhere, type Access, type Landing, type Trail } from './landing.ts'
import { rootComplex, throughRootComplex } from './root-complex.ts'

/** A request under way. */
export interface Request {
  readonly initiator: number
  readonly address: Bus
  readonly access: Access
}

/**
 * @param initiator function that issues the request
 * @param address what it puts on its bus
 * @param trail receives the hops, if given
 */
export const deliver = (hw: Hw, initiator: number, address: Bus, access: Access, trail?: Trail): Landing => {
  const m = hw.machine
  const request = { initiator, address, access }
  if (!m.masters[initiator]) return nowhere(trail, initiator, 'RT-1')
  const inside = insideDevice(hw, request, trail)
  if (inside !== undefined) return inside
  if (m.parent[initiator] === ROOT) {
    hop(trail, initiator, 'DP-4')
    return rootComplex(hw, request, initiator, trail)
  }
  return climb(hw, request, trail)
}

/** DP-2, DP-3: the device serves its own BARs and its sibling functions' itself, if it is built so. */
const insideDevice = (hw: Hw, request: Request, trail: Trail): Landing | undefined => {
  const m = hw.machine
  const { initiator, address } = request
  if (!m.inside[initiator]) return undefined
  if (claims(hw, initiator, address)) {
    hop(trail, initiator, 'DP-2')
    return { kind: 'bar', owner: initiator, offset: address - m.bar[initiator] }
  }
  const sibling = m.name.findIndex((_, g) => g !== initiator && sameDevice(hw, g, initiator) && claims(hw, g, address))
  if (sibling < 0) return undefined
  const { decision, because } = peerRequest(hw, initiator, egressNumber(hw, sibling))
  if (decision === 'block') return nowhere(trail, initiator, because)
  hop(trail, initiator, decision === 'direct' ? 'DP-3' : because)
  return decision === 'direct' ? touch(hw, request, sibling, 'inside', trail) : undefined
}

const sameDevice = ({ machine: m }: Hw, f: number, g: number): boolean =>
  m.parent[f] === m.parent[g] && m.host[f] === m.host[g] && Math.floor(m.devfn[f] / 8) === Math.floor(m.devfn[g] / 8)

const claims = ({ machine: m }: Hw, f: number, address: Bus): boolean =>
  m.decodes[f] && within(address, m.bar[f], m.barSize[f])

/** DP-5 to DP-8: up through switches to the root port, or across inside one of them. */
const climb = (hw: Hw, request: Request, trail: Trail): Landing => {
  const m = hw.machine
  let port = m.parent[request.initiator]
  while (m.kind[port] !== KIND.rootPort) {
    if (!m.masters[port]) return nowhere(trail, port, 'RT-10')
    const landing = acrossSwitch(hw, request, port, trail)
    if (landing !== undefined) return landing
    const upstream = m.parent[port]
    if (!m.masters[upstream]) return nowhere(trail, upstream, 'RT-10')
    port = m.parent[upstream]
  }
  return m.masters[port] ? atRootPort(hw, request, port, trail) : nowhere(trail, port, 'RT-10')
}

/** DP-7: what the switch above downstream port `port` does with it; undefined: out of its upstream port. */
const acrossSwitch = (hw: Hw, request: Request, port: number, trail: Trail): Landing | undefined => {
  const m = hw.machine
  const upstream = m.parent[port]
  if (inWindow(hw, port, request.address)) {
    if (!inForce(hw, port, ACS.UF)) return leftOpen(trail, port, 'RT-18')
    hop(trail, port, 'AC-14')
    return undefined
  }
  const peer = m.below[upstream].find((q) => q !== port && m.decodes[q] && inWindow(hw, q, request.address))
  if (peer !== undefined) {
    const { decision, because } = peerRequest(hw, port, egressNumber(hw, peer))
    if (decision === 'block') return nowhere(trail, port, because)
    hop(trail, port, because)
    return decision === 'direct' ? descend(hw, request, peer, trail) : undefined
  }
  if (m.decodes[upstream] && inWindow(hw, upstream, request.address)) return nowhere(trail, upstream, 'RT-15d')
  hop(trail, upstream, 'RT-15e')
  return undefined
}

const inWindow = ({ machine: m }: Hw, f: number, address: Bus): boolean => within(address, m.window[f], m.windowSize[f])

/** DP-8: the root port either turns it (Upstream Forwarding, a peer found by bus address) or passes it in. */
const atRootPort = (hw: Hw, request: Request, port: number, trail: Trail): Landing => {
  const m = hw.machine
  if (domainOf(hw, request.initiator) !== undefined) {
    hop(trail, port, 'RC-5')
    return rootComplex(hw, request, port, trail)
  }
  if (inWindow(hw, port, request.address)) {
    if (!inForce(hw, port, ACS.UF)) return leftOpen(trail, port, 'RT-18')
    hop(trail, port, 'AC-14')
    return rootComplex(hw, request, port, trail)
  }
  const peer = m.hostPeersByBus[m.host[port]] ? otherRootPort(hw, request.address, port) : -1
  if (peer < 0) {
    hop(trail, port, 'DP-8')
    return rootComplex(hw, request, port, trail)
  }
  const { decision, because } = peerRequest(hw, port, egressNumber(hw, peer))
  if (decision === 'block') return nowhere(trail, port, because)
  hop(trail, port, decision === 'direct' ? 'HB-8' : because)
  return decision === 'direct'
    ? throughRootComplex(hw, request, port, peer, trail)
    : rootComplex(hw, request, port, trail)
}

const otherRootPort = ({ machine: m }: Hw, address: Bus, port: number): number =>
  m.name.findIndex(
    (_, q) =>
      q !== port &&
      m.kind[q] === KIND.rootPort &&
      m.decodes[q] &&
      m.host[q] === m.host[port] &&
      within(address, m.window[q], m.windowSize[q]),
  )
