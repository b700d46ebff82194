/**
 * Entries of length 0 and of 4 GiB (`iommu_dma_map_sg`, `__finalise_sg`, `iommu_dma_unmap_sg`, `dma_direct_map_sg`).
 */
import { describe, expect, it } from 'vitest'
import { hex } from '../../../model/address.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import type { SegmentFile } from '../../../model/operations/memory.ts'
import { EINVAL, EIO } from '../../../model/kernel/errno.ts'
import { GIB, MIXED, PAGE, behindIommu, change, fn, physOf, powered } from './machines.ts'
import { adds, events, map, mapped, outcomes, unmap } from './ask.ts'
import { asMapped, asUnmapped, dmaFields, marks, rowsOf } from './answers.ts'

const TOP = 2 ** 32 - PAGE
const hw = powered(behindIommu())
const empty = (at: number): SegmentFile => ({ ram: at, length: 0 })
const full = (at: number): SegmentFile => ({ ram: at, length: PAGE })

/** A list of client B mapped and taken back. */
const there = (list: SegmentFile[], boundary = 2 ** 32) => {
  const steps = [...adds(list), map('m', 'B', ...list), unmap('m')]
  const [on, off] = events(behindIommu({ boundary }), steps).slice(-2)
  const answer = asMapped(on.outcome)
  const rows = rowsOf(on.after.hw, fn(hw, 'B')).map(({ phys, size }) => [phys as number, size])
  return { answer, rows, off, left: rowsOf(off.after.hw, fn(hw, 'B')).length }
}

describe('an empty entry behind a translating IOMMU', () => {
  it('DI-20: alone it is mapped to address 0, without a translation, and taken back without harm', () => {
    const { answer, rows, off, left } = there([empty(0x100000)])
    expect([answer.rc, answer.nents, dmaFields(answer.table), rows]).toEqual([0, 1, [[0, 0, false]], []])
    expect([asUnmapped(off.outcome).unmapped, left]).toEqual([[], 0])
  })

  it('DI-20: of a peer it is the same', () => {
    const { answer, rows } = there([{ bar: 'E', length: 0 }])
    expect([answer.rc, answer.nents, dmaFields(answer.table), rows]).toEqual([0, 1, [[0, 0, false]], []])
  })

  it('DI-20: behind another entry the list fails: the room before it does not fit into a length', () => {
    for (const list of [
      [full(0x100000), empty(0x200000)],
      [full(0x100000), empty(0x200000), full(0x300000)],
    ])
      expect([there(list).answer.rc, there(list).rows]).toEqual([-EINVAL, []])
  })

  it('DI-20, LAT-20: with a nearer boundary the room before it is mapped, and with it the memory that follows', () => {
    const { answer, rows } = there([full(0x100000), empty(0x200000)], 0x10000)
    expect([answer.rc, answer.nents]).toEqual([0, 2])
    expect(rows).toEqual([[0x100000, 0x10000]])
  })

  it('DI-20: at the front it ends the list when that is taken back, and the translation stays', () => {
    const { answer, rows, off, left } = there([empty(0x200000), full(0x100000)])
    expect([answer.rc, dmaFields(answer.table)]).toEqual([
      0,
      [
        [TOP, 0, false],
        [TOP, PAGE, false],
      ],
    ])
    expect(rows).toEqual([[0x100000, PAGE]])
    expect([asUnmapped(off.outcome).unmapped, left]).toEqual([[], 1])
  })

  it('DI-20: at the front it leaves the marks behind it', () => {
    const { answer, off } = there([empty(0x200000), { bar: 'A0' }])
    expect(marks(answer.table)).toEqual([false, true])
    expect(marks(asUnmapped(off.outcome).table)).toEqual([false, true])
  })

  it('DI-3, DI-20: within a page it takes that page, and is never taken back', () => {
    const { answer, rows, left } = there([{ ram: 0x100800, length: 0 }])
    expect([answer.rc, dmaFields(answer.table)]).toEqual([0, [[TOP + 0x800, 0, false]]])
    expect([rows, left]).toEqual([[[0x100000, PAGE]], 1])
  })
})

describe('an empty entry without an IOMMU', () => {
  it('DD-1: is mapped like any other, with its address and no bytes', () => {
    const { rc, nents, table } = mapped(MIXED, 'B', [full(0x100000), empty(0x200000), { bar: 'E', length: 0 }])
    expect([rc, nents]).toEqual([0, 3])
    expect(dmaFields(table)).toEqual([
      [0x100000, PAGE, false],
      [0x200000, 0, false],
      [physOf(powered(MIXED), 'E'), 0, false],
    ])
  })
})

describe('an empty entry that has to bounce (DD-8)', () => {
  const ram = (...bases: number[]) => ({ ram: bases.map((base) => ({ base, size: GIB })) })
  const narrow = (more: object, ...bases: number[]) => ({
    ...change(MIXED, { B: { dmaBits: 32, ...more } }),
    ...ram(...bases),
  })
  /** The errno; or where the kernel stops. */
  const answer = (file: MachineFile, ...list: SegmentFile[]): number | string => {
    const [outcome] = outcomes(file, [map('m', 'B', ...list)])
    return outcome.kind === 'oops' ? `${outcome.missing} at ${hex(outcome.at.phys)}` : asMapped(outcome).rc
  }
  const [LOW, HIGH] = [narrow({}, 0, 4 * GIB), narrow({}, 4 * GIB)]

  it('ends one byte before it begins: at 4 GiB it is below a mask of 32 bits, at 0 beyond every mask but one of 64', () => {
    expect(answer(LOW, empty(4 * GIB))).toBe(0)
    expect(answer(HIGH, empty(4 * GIB))).toBe(0)
    expect(answer(LOW, empty(0))).toBe('bytes at 0x0')
    expect(answer(narrow({ dmaBits: 63 }, 0), empty(0))).toBe('bytes at 0x0')
    expect(answer(narrow({ dmaBits: 64 }, 0), empty(0))).toBe(0)
    expect(answer(LOW, full(0))).toBe(0)
  })

  it('stops the kernel, wherever it stands in the list, unless there is no pool that anybody could search', () => {
    const far = empty(4 * GIB + PAGE)
    expect(answer(LOW, far)).toBe('bytes at 0x100001000')
    expect(answer(LOW, full(PAGE), far, full(2 * PAGE))).toBe('bytes at 0x100001000')
    expect(answer(HIGH, far)).toBe(-EIO)
    expect(answer(narrow({ forceBounce: true }, 0), empty(PAGE))).toBe('bytes at 0x1000')
  })

  it('is such for an untrusted device where it begins inside a page', () => {
    const file = behindIommu({ untrusted: true })
    expect(answer(file, { ram: 0x100800, length: 0 })).toBe('bytes at 0x100800')
    expect(answer(file, full(0x200000), { ram: 0x100800, length: 0 })).toBe('bytes at 0x100800')
    expect(answer(file, empty(0x100000))).toBe(0)
  })
})
