/**
 * Truth of a CPU's load or store: it goes by CPU physical addresses and only descends. No ACS word, no IOMMU and no
 * inbound window is in its way (CP-1), nor any question of what the root complex forwards.
 */
import { physToBus, type Phys } from '../address.ts'
import type { Hw } from '../machine/columns.ts'
import { ROOT_COMPLEX, hop, nowhere, type Landing, type Trail } from './landing.ts'
import type { Access, Request } from './request.ts'
import { claimant, hostAt, intoRootBus, isRam } from './root-complex.ts'

/** Where a CPU's access to `address` lands. What it may do there, and how (CP-2 to CP-7), is not modelled. */
export const deliverFromCpu = (hw: Hw, address: Phys, access: Access, trail?: Trail): Landing => {
  if (isRam(hw, address)) {
    hop(trail, ROOT_COMPLEX, 'DP-12')
    return { kind: 'ram', address }
  }
  const host = hostAt(hw, address)
  if (host < 0) return nowhere(trail, ROOT_COMPLEX, 'RC-11')
  hop(trail, ROOT_COMPLEX, 'HB-1')
  const onBus = physToBus(address, hw.machine.hostOffset[host])
  const target = claimant(hw, host, onBus)
  if (target < 0) return nowhere(trail, ROOT_COMPLEX, 'RC-11-hole')
  return intoRootBus(hw, cpuRequest(onBus, access), target, trail)
}

const cpuRequest = (address: Request['address'], access: Access): Request => ({
  initiator: ROOT_COMPLEX,
  requester: ROOT_COMPLEX,
  address,
  access,
  at: 'untranslated',
  relaxed: false,
  payload: 0,
})
