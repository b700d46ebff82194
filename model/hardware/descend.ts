/**
 * Truth on the way down: windows decide, ACS never does (`hardware.md` HW-AC-5).
 */
import { within, type Bus } from '../address.ts'
import { KIND, type Hw } from '../machine/columns.ts'
import { completion } from './complete.ts'
import type { Request } from './deliver.ts'
import { hop, nowhere, type Landing, type Trail } from './landing.ts'

/** DP-14: out of port `port`, down its link and the switches behind it. */
export const descend = (hw: Hw, request: Request, port: number, trail: Trail): Landing => {
  const m = hw.machine
  for (let p = port; ;) {
    if (!m.decodes[p]) return nowhere(trail, p, 'RT-10-closed')
    const upstream = m.below[p].find((f) => m.kind[f] === KIND.switchUp)
    if (upstream === undefined) return claimAtEnd(hw, request, p, trail)
    const next = downstreamPort(hw, upstream, request.address)
    if (next === undefined) return nowhere(trail, upstream, 'RT-14c')
    hop(trail, next, 'RT-14b')
    p = next
  }
}

/** RT-14: the downstream port of the switch whose window holds the address. */
const downstreamPort = ({ machine: m }: Hw, upstream: number, address: Bus): number | undefined =>
  m.decodes[upstream] && within(address, m.window[upstream], m.windowSize[upstream])
    ? m.below[upstream].find((q) => m.decodes[q] && within(address, m.window[q], m.windowSize[q]))
    : undefined

/** RT-2: the function at the end of the link that claims the address. */
const claimAtEnd = (hw: Hw, request: Request, port: number, trail: Trail): Landing => {
  const m = hw.machine
  const owner = m.below[port].find((f) => m.decodes[f] && within(request.address, m.bar[f], m.barSize[f]))
  // The request is on the link: its far end refuses it, the port only where nobody is there.
  return owner === undefined
    ? nowhere(trail, m.below[port][0] ?? port, 'RT-2-none')
    : touch(hw, request, owner, 'link', trail)
}

/** The byte is touched; a read still has to bring its data back. */
export const touch = (hw: Hw, request: Request, owner: number, by: 'link' | 'inside', trail: Trail): Landing => {
  hop(trail, owner, 'RT-2')
  const landed: Landing = { kind: 'bar', owner, offset: request.address - hw.machine.bar[owner] }
  return request.access === 'write' ? landed : completion(hw, request.initiator, landed, by, trail)
}
