/**
 * Truth of conventional PCI behind a PCIe-to-PCI bridge (RT-24): its devices share their wires, where
 * no ACS exists, and all else that they send comes out of the bridge under the bridge's requester ID.
 */
import type { Hw } from '../machine/columns.ts'
import { claims, inWindow, opensTo } from './decode.ts'
import { hop, nowhere, type Landing, type Trail } from './landing.ts'
import type { Request } from './request.ts'
import { touch } from './touch.ts'

/** DP-4: what becomes of a request on its own bus; undefined: the bridge passes it up. */
export const acrossConventionalBus = (hw: Hw, request: Request, bridge: number, trail: Trail): Landing | undefined => {
  const m = hw.machine
  const peer = m.below[bridge].find((f) => f !== request.initiator && claims(hw, f, request.address))
  if (peer !== undefined) {
    hop(trail, bridge, 'RT-24-peer')
    return touch(hw, request, peer, 'wires', trail)
  }
  if (inWindow(hw, bridge, request.address)) return nowhere(trail, bridge, 'RT-24-abort')
  if (!m.masters[bridge]) return nowhere(trail, bridge, 'RT-10')
  if (request.access === 'atomic') return nowhere(trail, bridge, 'RT-29-routing')
  hop(trail, bridge, 'RT-12')
  return undefined
}

/** DP-14: a request that comes down to the bridge. */
export const downToConventionalBus = (hw: Hw, request: Request, bridge: number, trail: Trail): Landing => {
  if (!opensTo(hw, bridge, request.address)) return nowhere(trail, bridge, 'RT-14c')
  if (request.access === 'atomic') return nowhere(trail, bridge, 'RT-29-routing')
  const owner = hw.machine.below[bridge].find((f) => claims(hw, f, request.address))
  if (owner === undefined) return nowhere(trail, bridge, 'RT-24-abort')
  hop(trail, bridge, 'RT-24-down')
  return touch(hw, request, owner, 'link', trail)
}
