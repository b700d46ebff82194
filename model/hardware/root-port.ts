/**
 * Truth at a root port: it turns a request (DP-8), or passes it into the root complex.
 */
import { KIND, type Hw } from '../machine/columns.ts'
import { peerRequest } from './acs-decision.ts'
import { intoPortBar, turnBack } from './climb.ts'
import { claims, inWindow, opensTo } from './decode.ts'
import { domainOf } from './iommu.ts'
import { hop, nowhere, type Landing, type Trail } from './landing.ts'
import type { Request } from './request.ts'
import { rootComplex, throughRootComplex } from './root-complex.ts'

/** RC-5, PA-9: with an IOMMU in its way most look for nobody; the others look at the bus address all the same. */
export const atRootPort = (hw: Hw, request: Request, port: number, trail: Trail): Landing => {
  if (!hw.machine.hostDecodesFirst[hw.machine.host[port]] && domainOf(hw, request) !== undefined) {
    hop(trail, port, 'RC-5')
    return rootComplex(hw, request, port, trail)
  }
  return turnedAt(hw, request, port, trail) ?? rootComplex(hw, request, port, trail)
}

/** DP-8a to DP-8c; undefined: into the root complex. */
const turnedAt = (hw: Hw, request: Request, port: number, trail: Trail): Landing | undefined => {
  if (inWindow(hw, port, request.address)) return turnBack(hw, port, trail)
  const target = rootPortFor(hw, request, port)
  if (target < 0) {
    hop(trail, port, 'DP-8')
    return undefined
  }
  if (claims(hw, target, request.address)) return intoPortBar(hw, request, port, target, trail)
  const { decision, because } = peerRequest(hw, port, target, request.at)
  if (decision === 'block') return nowhere(trail, port, because)
  hop(trail, port, decision === 'direct' ? 'HB-8' : because)
  return decision === 'direct' ? throughRootComplex(hw, request, port, target, trail) : undefined
}

/** The root port of this host bridge whose BAR holds the address, or, matched by bus address, whose window; or -1. */
const rootPortFor = (hw: Hw, { address }: Request, port: number): number => {
  const m = hw.machine
  const matches = m.hostPeersByBus[m.host[port]]
  return m.kind.findIndex(
    (kind, q) =>
      kind === KIND.rootPort &&
      m.host[q] === m.host[port] &&
      (claims(hw, q, address) || (matches && q !== port && opensTo(hw, q, address))),
  )
}
