/**
 * Memory as a scenario names it: bytes of RAM, or of a function's BAR.
 */
import * as t from 'io-ts'
import { PAGE, advance, busToPhys, hex, phys } from '../address.ts'
import type { Machine } from '../machine/columns.ts'
import { address, oneForm, optional, record, size } from '../machine/fields.ts'
import { RAM, type Segment } from '../place.ts'
import { problem, type Problem } from '../problem.ts'

export const ramSegment = record({ ram: address, length: optional(size) })
export const barSegment = record({ bar: t.string, offset: optional(address), length: optional(size) })
/** A page, where no length is said. */
export type SegmentFile = t.TypeOf<typeof ramSegment> | t.TypeOf<typeof barSegment>

export const segmentFile = oneForm<SegmentFile>('{ram, length} or {bar, offset, length}', (u) => {
  if (typeof u !== 'object' || u === null) return undefined
  return 'ram' in u ? ramSegment : 'bar' in u ? barSegment : undefined
})

export const segment = (m: Machine, s: SegmentFile): Segment => {
  const length = s.length ?? PAGE
  if ('ram' in s) return { owner: RAM, at: s.ram, phys: phys(s.ram), length }
  const owner = m.name.indexOf(s.bar)
  const offset = s.offset ?? 0
  return { owner, at: offset, phys: advance(busToPhys(m.bar[owner], m.hostOffset[m.host[owner]]), offset), length }
}

export const bytesOf = (segments: readonly SegmentFile[]): number =>
  segments.reduce((sum, s) => sum + (s.length ?? PAGE), 0)

/** @param withPages functions whose BAR has pages; undefined: none are needed */
export const segmentProblems = (
  m: Machine,
  withPages: ReadonlySet<string> | undefined,
  s: SegmentFile,
  path: string,
): Problem[] => {
  const length = s.length ?? PAGE
  if ('ram' in s) {
    const inside = m.ram.some(({ base, size: bytes }) => s.ram >= base && s.ram + length <= base + bytes)
    return inside ? [] : [problem(path, `RAM ${hex(s.ram)} of ${length} bytes`, 'bytes inside `machine.ram`')]
  }
  const owner = m.name.indexOf(s.bar)
  if (owner < 0) return [problem(`${path}.bar`, `"${s.bar}"`, `a function: ${m.name.join(', ')}`)]
  if (withPages !== undefined && !withPages.has(s.bar))
    return [
      problem(
        `${path}.bar`,
        `${s.bar}, whose BAR has no struct pages yet`,
        'a BAR that an earlier pci_p2pdma_add_resource gave pages',
      ),
    ]
  const offset = s.offset ?? 0
  if (offset + length <= m.barSize[owner]) return []
  const found = `offset ${hex(offset)} and ${length} bytes`
  return [problem(path, found, `bytes inside the BAR of ${hex(m.barSize[owner])}`)]
}
