/**
 * What the ACS words of a port or function do to a request or completion for a peer.
 *
 * Only the sender's side decides, on traffic travelling up (HW-AC-4, HW-AC-5), and a bit
 * counts only where capability and control both have it (HW-AC-3), or where a part without the capability
 * behaves as if it had it (PA-3).
 */
import { ACS, anyBit, bothWords } from '../machine/acs.ts'
import { KIND, type Hw } from '../machine/columns.ts'
import type { RuleId } from './reasons.ts'
import type { AddressType } from './request.ts'

export interface Decision {
  readonly decision: 'direct' | 'redirect' | 'block'
  readonly because: RuleId
}

/** Whether the bit is in force at `f`. */
export const inForce = ({ machine: m, acsControl }: Hw, f: number, bit: number): boolean =>
  anyBit(bothWords(m.acsCapability[f], acsControl[f]), bit) || anyBit(m.acsImplicit[f], bit)

/**
 * A request that enters `f` and is for `peer`: PCIe Table 6-11 as in HW-AC-18. Its first row,
 * Translation Blocking, is looked at before there is a peer (`ingress.ts`).
 */
export const peerRequest = (hw: Hw, f: number, peer: number, at: AddressType): Decision => {
  if (at === 'translated' && inForce(hw, f, ACS.DT)) return { decision: 'direct', because: 'HW-AC-17' }
  const redirects = inForce(hw, f, ACS.RR)
  if (inForce(hw, f, ACS.EC)) {
    if (!hw.machine.egress[f].includes(hw.machine.egressNumber[peer]))
      return { decision: 'direct', because: 'HW-AC-15-direct' }
    return redirects
      ? { decision: 'redirect', because: 'HW-AC-15-redirect' }
      : { decision: 'block', because: 'HW-AC-15-block' }
  }
  return redirects ? { decision: 'redirect', because: 'HW-AC-11' } : { decision: 'direct', because: 'RT-15b' }
}

/**
 * A request that enters `f` and is for the BAR of a port: the Memory Target Access controls of an Enhanced
 * part (HW-AC-25 to HW-AC-27), else the habit of its maker (RT-17, PA-6).
 */
export const portBarRequest = (hw: Hw, f: number, owner: number): Decision => {
  const upstream = hw.machine.kind[owner] === KIND.switchUp
  const requests = hw.machine[upstream ? 'toUpstreamBars' : 'toDownstreamBars'][f]
  switch (requests) {
    case 'direct':
      return { decision: 'direct', because: 'RT-17' }
    case 'refuse':
      return { decision: 'block', because: 'RT-17-refused' }
    case 'block':
      return { decision: 'block', because: upstream ? 'HW-AC-26-block' : 'HW-AC-25-block' }
    case 'redirect':
      return { decision: 'redirect', because: 'HW-AC-27' }
    case 'as peers':
      return inForce(hw, f, ACS.RR)
        ? { decision: 'redirect', because: 'HW-AC-11' }
        : { decision: 'direct', because: 'RT-17' }
    default:
      return requests satisfies never
  }
}

/**
 * Whether `f` sends a completion for a peer, which enters it, up instead of across (HW-AC-19).
 *
 * @param relaxed whether the completion has Relaxed Ordering: then it may overtake, and goes across
 */
export const redirectsCompletion = (hw: Hw, f: number, relaxed: boolean): boolean => !relaxed && inForce(hw, f, ACS.CR)
