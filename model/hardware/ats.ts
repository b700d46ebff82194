/**
 * Truth of a translation request (ATS): the address that a function is given for an IOVA, and will put into its
 * translated requests.
 *
 * It is routed like a memory request, but never answered by a peer, and Translation Blocking stops it
 * (DP-16, HW-AC-10). What it is answered with for a BAR is a host address on most hardware; with an
 * offset a switch takes that for something else, unless the IOMMU answers with bus addresses (IO-7, PA-12).
 */
import { bus, physToBus, type Bus, type Phys } from '../address.ts'
import { ROOT, type Hw } from '../machine/columns.ts'
import { climb } from './climb.ts'
import { staysSilent } from './deliver.ts'
import { domainOf, translate } from './iommu.ts'
import { PLAIN, requestOf, type Access, type Request } from './request.ts'
import { hostAt } from './root-complex.ts'

/** The address that `initiator` is to use in translated requests for `address`; undefined: it gets none. */
export const translationFor = (hw: Hw, initiator: number, address: Bus, access: Access): Bus | undefined => {
  const m = hw.machine
  const request: Request = { ...requestOf(m, initiator, address, access, PLAIN), at: 'translation request' }
  const domain = domainOf(hw, request)
  if (domain === undefined || !m.ats[request.requester] || staysSilent(hw, request) !== undefined) return undefined
  // Pure, so what it would have touched on the way is only a reason to refuse.
  const top = m.parent[initiator] === ROOT ? initiator : climb(hw, request, undefined)
  const target = typeof top === 'number' ? translate(hw, request, address, domain) : undefined
  return typeof target === 'number' ? asReturned(hw, target, m.host[initiator]) : undefined
}

const asReturned = (hw: Hw, target: Phys, host: number): Bus =>
  hw.machine.hostAtsReturns[host] === 'bus address' && hostAt(hw, target) === host
    ? physToBus(target, hw.machine.hostOffset[host])
    : bus(target)
