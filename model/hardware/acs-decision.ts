/**
 * What the ACS words of a port or function do to a request or completion for a peer.
 *
 * Only the sender's side decides, on traffic travelling up (`hardware.md` HW-AC-4, HW-AC-5), and a bit
 * counts only where capability and control both have it (HW-AC-3).
 */
import { ACS, anyBit, bothWords } from '../machine/acs.ts'
import { KIND, type Hw } from '../machine/columns.ts'
import type { RuleId } from './reasons.ts'

export type PeerDecision = 'direct' | 'redirect' | 'block'

/** Whether the bit is in force at `f`. */
export const inForce = ({ machine, acsControl }: Hw, f: number, bit: number): boolean =>
  anyBit(bothWords(machine.acsCapability[f], acsControl[f]), bit)

/**
 * A request that enters `f` and whose peer has egress number `target`: PCIe Table 6-11 as in
 * `hardware.md` HW-AC-18, for untranslated requests.
 */
export const peerRequest = (hw: Hw, f: number, target: number): { decision: PeerDecision; because: RuleId } => {
  const redirects = inForce(hw, f, ACS.RR)
  if (inForce(hw, f, ACS.EC)) {
    if (!hw.machine.egress[f].includes(target)) return { decision: 'direct', because: 'AC-15-direct' }
    return redirects
      ? { decision: 'redirect', because: 'AC-15-redirect' }
      : { decision: 'block', because: 'AC-15-block' }
  }
  return redirects ? { decision: 'redirect', because: 'AC-11' } : { decision: 'direct', because: 'RT-15b' }
}

/** A completion for a peer that enters `f`; Relaxed Ordering is not modelled (HW-AC-19, docs/limits.md). */
export const peerCompletion = (hw: Hw, f: number): PeerDecision => (inForce(hw, f, ACS.CR) ? 'redirect' : 'direct')

/**
 * The number by which an Egress Control Vector names `f`: of an endpoint its function number; of a port a
 * number of its own, which hardware chooses: here the device number, 32 and up for functions past 0.
 */
export const egressNumber = ({ machine }: Hw, f: number): number =>
  machine.kind[f] === KIND.switchDown || machine.kind[f] === KIND.rootPort
    ? Math.floor(machine.devfn[f] / 8) + 32 * (machine.devfn[f] % 8)
    : machine.devfn[f] % 8
