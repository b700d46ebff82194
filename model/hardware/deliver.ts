/**
 * Truth: where a memory request lands (DP-1 to DP-18).
 *
 * The request climbs from its initiator port by port (`climb.ts`) until somebody on its side of the fabric
 * claims the address or it reaches the root complex (`root-port.ts`, `root-complex.ts`); from there, or from
 * the port where it turned, it only descends (`descend.ts`), and no ACS word is looked at again (HW-AC-5). A
 * read or an atomic then sends its completion back (`complete.ts`). The address is never changed below a host
 * bridge.
 */
import { within, type Bus } from '../address.ts'
import { KIND, ROOT, type Hw } from '../machine/columns.ts'
import { peerRequest } from './acs-decision.ts'
import { climb } from './climb.ts'
import { acrossConventionalBuses } from './conventional.ts'
import { claims, offTheWires, opensTo, sameDevice } from './decode.ts'
import { descend } from './descend.ts'
import { hop, nowhere, type Landing, type Trail } from './landing.ts'
import { PLAIN, requestOf, type Access, type Header, type Request } from './request.ts'
import { rootComplex } from './root-complex.ts'
import { atRootPort } from './root-port.ts'
import { touch } from './touch.ts'

/**
 * @param initiator function that issues the request
 * @param address what it puts on its bus
 * @param trail receives the hops, if given
 * @param header what the request says besides; left out: what an ordinary one says
 */
export const deliver = (
  hw: Hw,
  initiator: number,
  address: Bus,
  access: Access,
  trail?: Trail,
  header: Header = PLAIN,
): Landing => {
  const m = hw.machine
  const request = requestOf(m, initiator, address, access, header)
  const silent = staysSilent(hw, request)
  if (silent !== undefined) return nowhere(trail, initiator, silent)
  const inside = insideDevice(hw, request, trail)
  if (inside !== undefined) return inside
  if (m.parent[initiator] === ROOT) {
    hop(trail, initiator, 'DP-4')
    return rootComplex(hw, request, initiator, trail)
  }
  const nearby = acrossConventionalBuses(hw, request, trail)
  if (nearby !== undefined) return nearby
  const source = offTheWires(hw, initiator)
  if (m.parent[source] === ROOT) return rootComplex(hw, request, source, trail)
  const top = climb(hw, request, trail)
  return typeof top === 'number' ? atRootPort(hw, request, top, trail) : top
}

/** DP-1: why no request leaves the function. */
export const staysSilent = (
  { machine: m, masters }: Hw,
  { initiator, address }: Request,
): 'RT-1' | 'HW-EX-4' | undefined => {
  if (!masters[initiator]) return 'RT-1'
  return address < m.reach[initiator] ? undefined : 'HW-EX-4'
}

/** DP-2, DP-3: the device serves its own BARs and its sibling functions' itself, if it is built so. */
const insideDevice = (hw: Hw, request: Request, trail: Trail): Landing | undefined => {
  const m = hw.machine
  const { initiator, address } = request
  if (recognises(hw, initiator, address)) {
    hop(trail, initiator, 'DP-2')
    return { kind: 'bar', owner: initiator, offset: address - m.bar[initiator] }
  }
  if (!m.inside[initiator]) return undefined
  const sibling = m.name.findIndex(
    (_, g) => g !== initiator && sameDevice(hw, g, initiator) && (claims(hw, g, address) || isWayDown(hw, g, address)),
  )
  if (sibling < 0) return undefined
  const { decision, because } = peerRequest(hw, initiator, sibling, request.at)
  if (decision === 'block') return nowhere(trail, initiator, because)
  hop(trail, initiator, decision === 'direct' ? 'DP-3' : because)
  if (decision !== 'direct') return undefined
  return claims(hw, sibling, address)
    ? touch(hw, request, sibling, 'inside', trail)
    : descend(hw, request, m.parent[sibling], trail)
}

/** PA-4b: an address of its own; of a device that is not built so, one in its controller memory buffer (HW-EX-2). */
const recognises = (hw: Hw, f: number, address: Bus): boolean => {
  const { machine: m, decodes } = hw
  if (m.inside[f]) return claims(hw, f, address)
  return m.ownInside[f] && decodes[f] && within(address, m.bar[f], m.barSize[f])
}

/** The switch beside it, in one part with it (Switchtec, AM4 chipsets). */
const isWayDown = (hw: Hw, f: number, address: Bus): boolean =>
  hw.machine.kind[f] === KIND.switchUp && opensTo(hw, f, address)
