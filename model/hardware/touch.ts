/**
 * Truth at the end: a BAR takes the request, and whoever waits for a completion gets it or not.
 */
import type { Hw } from '../machine/columns.ts'
import { completion } from './complete.ts'
import { hop, nowhere, type Landing, type Trail } from './landing.ts'
import type { By, Request } from './request.ts'

/** The byte is touched; a read or an atomic still has to bring its data back. */
export const touch = (hw: Hw, request: Request, owner: number, by: By, trail: Trail): Landing => {
  const m = hw.machine
  if (request.access === 'atomic' && !m.completesAtomics[owner]) return nowhere(trail, owner, 'RT-29-completer')
  hop(trail, owner, 'RT-2')
  const landed: Landing = { kind: 'bar', owner, offset: request.address - m.bar[owner] }
  return request.access === 'write' ? landed : completion(hw, request, landed, by, trail)
}
