/**
 * What a port refuses before it looks where a request is bound for (DP-5, DP-6, DP-14; order: HW-AC-31).
 */
import { ACS } from '../machine/acs.ts'
import type { Hw } from '../machine/columns.ts'
import { inForce } from './acs-decision.ts'
import { idOnLinks, isBehind } from './decode.ts'
import type { RuleId } from './reasons.ts'
import type { Request } from './request.ts'

/** Why `port` refuses a request that comes up its link; undefined: it takes it. */
export const refusesFromBelow = (hw: Hw, request: Request, port: number): RuleId | undefined => {
  const m = hw.machine
  if (!hw.linkUp[port]) return 'RT-21'
  if (!hw.masters[port]) return 'RT-10'
  if (request.payload > m.maxPayload[port]) return 'RT-27'
  if (request.access === 'atomic' && !m.routesAtomics[port]) return 'RT-29-routing'
  // Its own id is always in the range behind the ports above it (`numbers.ts`).
  const id = idOnLinks(hw, request)
  const forged = id !== request.initiator && !isBehind(hw, id, port)
  if (forged && inForce(hw, port, ACS.SV)) return 'HW-AC-9'
  return request.at !== 'untranslated' && inForce(hw, port, ACS.TB) ? 'HW-AC-10' : undefined
}

/** Why upstream port `port` does not let a request out of the top of its switch. */
export const refusesUpward = (hw: Hw, request: Request, port: number): RuleId | undefined =>
  hw.masters[port] ? refusesAtomic(hw, request, port) : 'RT-10'

/** Why `port` does not send a request from above down its link. */
export const refusesDownward = (hw: Hw, request: Request, port: number): RuleId | undefined =>
  hw.linkUp[port] ? refusesAtomic(hw, request, port) : 'RT-21'

/** Why `f`, at the lower end of a link, does not take a request from it. */
export const refusesFromAbove = (hw: Hw, request: Request, f: number): RuleId | undefined =>
  request.payload > hw.machine.maxPayload[f] ? 'RT-27' : undefined

/** RT-29: every port on the way routes AtomicOps, and none that they leave by blocks them. */
const refusesAtomic = ({ machine: m }: Hw, { access }: Request, port: number): RuleId | undefined => {
  if (access !== 'atomic') return undefined
  if (!m.routesAtomics[port]) return 'RT-29-routing'
  return m.blocksAtomics[port] ? 'RT-29-blocked' : undefined
}
