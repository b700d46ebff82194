/**
 * Any list of RAM, of peer memory by bus address, and of peer memory through the host bridge, mapped and taken back.
 */
import * as fc from 'fast-check'
import type { Choose } from '../../../model/choose.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import type { SegmentFile } from '../../../model/operations/memory.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import {
  LISTED,
  type More,
  PAGE,
  change,
  downstream,
  endpoint,
  fn,
  physOf,
  powered,
  rootPort,
  translating,
  upstream,
} from './machines.ts'
import { add, events, map, unmap } from './ask.ts'
import { asMapped, rowsOf } from './answers.ts'

export const OPTIONS = { numRuns: 300, seed: 20 }
export const BAR = 0x200000

/** Of client B: X, whose BAR ends where that of Y begins, is THRU_HOST_BRIDGE, Y is BUS_ADDR, F is NOT_SUPPORTED. */
const MACHINE = translating({
  hosts: [{ name: 'hb0', offset: 0x80000000 }, { name: 'hb1' }],
  functions: [
    rootPort('RP0', { id: LISTED }),
    endpoint('X', 'RP0'),
    rootPort('RP1'),
    upstream('U', 'RP1'),
    downstream('D0', 'U'),
    downstream('D1', 'U'),
    endpoint('Y', 'D0'),
    endpoint('B', 'D1'),
    rootPort('RP2', { on: 'hb1' }),
    endpoint('F', 'RP2'),
  ],
})
export const hw = powered(MACHINE)
const B = fn(hw, 'B')
export const isBus = (s: SegmentFile): boolean => 'bar' in s && s.bar === 'Y'

export interface Bytes {
  readonly phys: number
  readonly length: number
}
export const bytesOf = (s: SegmentFile): Bytes => ({
  phys: 'bar' in s ? physOf(hw, s.bar) + s.offset! : 'ram' in s ? s.ram : Number.NaN,
  length: s.length!,
})
export const up = (n: number, to: number): number => Math.ceil(n / to) * to
/** Whole pages around the bytes. */
export const padded = ({ phys, length }: Bytes): number => up((phys % PAGE) + length, PAGE)
export const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

// Lists: few pages, the last ones of X and the first ones of Y, so that neighbours are common.

const PAGES = 6
const within = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 4095 }) },
)
const lengths = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(PAGE, 2 * PAGE, 3 * PAGE, 16 * PAGE) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 20000 }) },
)
/** `edge`: the page where X and Y meet. */
const entry = fc
  .record({ of: fc.constantFrom('RAM', 'X', 'Y'), edge: fc.boolean(), any: fc.nat(PAGES - 1), within, length: lengths })
  .map(({ of, edge, any, within: offset, length }): SegmentFile => {
    const page = edge && of !== 'RAM' ? (of === 'X' ? PAGES - 1 : 0) : any
    if (of === 'RAM') return { ram: 0x100000 + page * PAGE + offset, length }
    const first = of === 'X' ? BAR - PAGES * PAGE : 0
    return {
      bar: of,
      offset: first + page * PAGE + offset,
      length: Math.min(length, BAR - first - page * PAGE - offset),
    }
  })
const list = fc.array(entry, { minLength: 1, maxLength: 7 })
/** The base of every IOVA range may be any that is offered. */
const base = fc.nat(2)
const boundary = fc.constantFrom(2 ** 32, 0x10000, 0x4000, 0x2000, PAGE)
const maxSegment = fc.constantFrom(0x10000, 0x4000, 6000, PAGE, 1)

const KEPT: SegmentFile = { ram: 0x900000, length: 3 * PAGE }

/** One list mapped and taken back, while another mapping stays. */
export const roundTrip = (file: MachineFile, segments: SegmentFile[], n: number) => {
  const choose: Choose = (label, of) => (label.startsWith('base') ? Math.min(n, of - 1) : 0)
  const pages: StepFile[] = ['X', 'Y', 'F'].map(add)
  const steps = [...pages, map('kept', 'B', KEPT), map('m', 'B', ...segments), unmap('m')]
  const [on, off] = events(file, steps, undefined, choose).slice(-2)
  const before = rowsOf(on.before.hw, B)
  const rows = rowsOf(on.after.hw, B)
  const { rc, nents, table: entries } = asMapped(on.outcome)
  return {
    rc,
    before,
    rows,
    own: rows.filter((row) => !before.includes(row)),
    outputs: entries
      .slice(0, nents)
      .map(({ dma, dmaLength, marked }) => ({ dma: dma as number, length: dmaLength!, marked })),
    rest: entries.slice(nents),
    after: rowsOf(off.after.hw, B),
    unmapped: off.outcome.kind === 'unmapped' ? off.outcome.unmapped! : [],
  }
}

export const cases = fc.record({ list, base, boundary, maxSegment })
export const withLimits = (limits: More): MachineFile => change(MACHINE, { B: limits })
