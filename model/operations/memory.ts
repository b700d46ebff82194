/**
 * Memory as a scenario names it: bytes of RAM, of a function's BAR, or of what an earlier step gave.
 */
import * as t from 'io-ts'
import { PAGE, advance, busToPhys, hex, phys, type Phys } from '../address.ts'
import type { Machine } from '../machine/columns.ts'
import { address, bytes, oneForm, optional, record } from '../machine/fields.ts'
import { OBJECT, RAM, type Segment } from '../place.ts'
import { problem, type Problem } from '../problem.ts'

export const ramSegment = record({ ram: address, length: optional(bytes) })
export const barSegment = record({ bar: t.string, offset: optional(address), length: optional(bytes) })
export const objectSegment = record({ of: t.string, offset: optional(address), length: optional(bytes) })
/** A page, where no length is said. */
export type SegmentFile = t.TypeOf<typeof ramSegment> | t.TypeOf<typeof barSegment> | t.TypeOf<typeof objectSegment>

export const segmentFile = oneForm<SegmentFile>('{ram, length}, {bar, offset, length} or {of, offset, length}', (u) => {
  if (typeof u !== 'object' || u === null) return undefined
  if ('ram' in u) return ramSegment
  if ('of' in u) return objectSegment
  return 'bar' in u ? barSegment : undefined
})

/** What a segment is read against: the machine, and what earlier steps gave. */
export interface Around {
  readonly machine: Machine
  readonly given: ReadonlyMap<string, { readonly step: number; readonly bytes?: number }>
}

export const segment = ({ machine: m, given }: Around, s: SegmentFile): Segment => {
  const length = s.length ?? PAGE
  if ('ram' in s) return { owner: RAM, at: s.ram, phys: phys(s.ram), length }
  const offset = s.offset ?? 0
  if ('of' in s) return { owner: OBJECT, at: offset, phys: phys(offset), length, object: given.get(s.of)?.step ?? -1 }
  return inBar(m, m.name.indexOf(s.bar), offset, length)
}

/** Where the CPU sees the first byte of a function's BAR. */
export const barStart = (m: Machine, f: number): Phys => busToPhys(m.bar[f], m.hostOffset[m.host[f]])

/** Bytes of the BAR of `f`, from offset `at` on. */
export const inBar = (m: Machine, f: number, at: number, length: number): Segment => ({
  owner: f,
  at,
  phys: advance(barStart(m, f), at),
  length,
})

export const bytesOf = (segments: readonly SegmentFile[]): number =>
  segments.reduce((sum, s) => sum + (s.length ?? PAGE), 0)

/** `length` of a `struct scatterlist` has 32 bits. */
export const LONGEST_ENTRY = 2 ** 32 - 1

/** @param isEntry of a table that is mapped as it is: it may be empty, and is not longer than an entry can be */
export const lengthProblems = ({ length = PAGE }: SegmentFile, isEntry: boolean, path: string): Problem[] => {
  if (length === 0 && !isEntry) return [problem(`${path}.length`, '0', 'above 0: only entries of a list may be empty')]
  if (length <= LONGEST_ENTRY || !isEntry) return []
  const accepted = `at most ${LONGEST_ENTRY}: the length of an entry has 32 bits. An exporter splits the memory, as \`build: true\` does`
  return [problem(`${path}.length`, `${length}`, accepted)]
}

/** @param withPages functions whose BAR has pages; undefined: none are needed */
export const segmentProblems = (
  around: Around,
  withPages: ReadonlySet<string> | undefined,
  s: SegmentFile,
  path: string,
): Problem[] => {
  if ('of' in s) return objectProblems(around, s, path)
  const m = around.machine
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
  if (m.barSize[owner] === 0)
    return [problem(`${path}.bar`, `${s.bar}, whose BAR has no address, or which has none`, 'a BAR with an address')]
  return insideOf(path, s.offset ?? 0, length, m.barSize[owner], `the BAR of ${hex(m.barSize[owner])}`)
}

const objectProblems = ({ given }: Around, s: t.TypeOf<typeof objectSegment>, path: string): Problem[] => {
  const bytes = given.get(s.of)?.bytes
  if (bytes === undefined)
    return [problem(`${path}.of`, `"${s.of}"`, 'the `as` of an earlier pci_alloc_p2pmem or p2pmem_alloc_mmap')]
  return insideOf(path, s.offset ?? 0, s.length ?? PAGE, bytes, `the ${hex(bytes)} of ${s.of}`)
}

const insideOf = (path: string, offset: number, length: number, bytes: number, what: string): Problem[] =>
  offset + length <= bytes ? [] : [problem(path, `offset ${hex(offset)} and ${length} bytes`, `bytes inside ${what}`)]
