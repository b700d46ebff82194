/**
 * Truth of conventional PCI behind a bridge (RT-24): its devices share their wires, where
 * no ACS exists, and all else that they send comes out of the bridge under the bridge's requester ID.
 */
import { ROOT, opensWires, type Hw } from '../machine/columns.ts'
import { claims, conventionalBridge, inWindow, opensTo } from './decode.ts'
import { hop, nowhere, type Landing, type Trail } from './landing.ts'
import type { Request } from './request.ts'
import { touch } from './touch.ts'

/** DP-4: what becomes of a request on its own bus and those above; undefined: the outermost bridge passes it up. */
export const acrossConventionalBuses = (hw: Hw, request: Request, trail: Trail): Landing | undefined => {
  let from = request.initiator
  for (let bridge = conventionalBridge(hw, from); bridge !== ROOT; bridge = conventionalBridge(hw, from)) {
    const landing = acrossConventionalBus(hw, request, from, bridge, trail)
    if (landing !== undefined) return landing
    from = bridge
  }
  return undefined
}

/** From function or bridge `from` of the bus behind `bridge`. */
const acrossConventionalBus = (
  hw: Hw,
  request: Request,
  from: number,
  bridge: number,
  trail: Trail,
): Landing | undefined => {
  const m = hw.machine
  const others = m.below[bridge].filter((f) => f !== from)
  const peer = others.find((f) => claims(hw, f, request.address))
  if (peer !== undefined) {
    hop(trail, bridge, 'RT-24-peer')
    return touch(hw, request, peer, 'wires', trail)
  }
  const beside = others.find((f) => opensWires(m.kind[f]) && opensTo(hw, f, request.address))
  if (beside !== undefined) return downToConventionalBus(hw, request, beside, trail)
  if (inWindow(hw, bridge, request.address)) return nowhere(trail, bridge, 'RT-24-abort')
  if (!hw.masters[bridge]) return nowhere(trail, bridge, 'RT-10')
  if (request.access === 'atomic') return nowhere(trail, bridge, 'RT-29-routing')
  hop(trail, bridge, 'RT-12')
  return undefined
}

/** DP-14: a request that comes down to the bridge. */
export const downToConventionalBus = (hw: Hw, request: Request, bridge: number, trail: Trail): Landing => {
  if (!opensTo(hw, bridge, request.address)) return nowhere(trail, bridge, 'RT-14c')
  if (request.access === 'atomic') return nowhere(trail, bridge, 'RT-29-routing')
  const { below, kind } = hw.machine
  const owner = below[bridge].find((f) => claims(hw, f, request.address))
  const inner = below[bridge].find((f) => opensWires(kind[f]) && opensTo(hw, f, request.address))
  if (owner === undefined && inner !== undefined) return downToConventionalBus(hw, request, inner, trail)
  if (owner === undefined) return nowhere(trail, bridge, 'RT-24-abort')
  hop(trail, bridge, 'RT-24-down')
  return touch(hw, request, owner, 'link', trail)
}
