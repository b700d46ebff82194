/**
 * How a list that an IOMMU translates comes out (`iommu_dma_map_sg` up to the allocation, `__finalise_sg`): rules DI-3,
 * DI-10, DI-11 and LAT-20. I is the base of the IOVA range, the allocator's choice.
 */
import { describe, expect, it } from 'vitest'
import type { MachineFile } from '../../../model/machine/file.ts'
import type { SegmentFile } from '../../../model/operations/memory.ts'
import { GIB, MIB, PAGE, behindIommu, busOf, change, powered } from './machines.ts'
import { mapped, throughIommu } from './ask.ts'
import { EINVAL, dmaFields, translate } from './answers.ts'

const KIB = 0x400
const IOMMU = behindIommu()
const hw = powered(IOMMU)

/** DMA entries as they are written here: an offset from I, or `bus` and an offset from the BAR of A0; and a length. */
type Wanted = readonly (readonly [number | 'bus', number])[]

const fieldsOf = (base: number, wanted: Wanted, pages: readonly number[] = []) =>
  wanted.map(([start, length], i) =>
    start === 'bus' ? [busOf(hw, 'A0') + (pages[i] ?? 0), length, true] : [base + start, length, false],
  )

const ram = (at: number, length = PAGE): SegmentFile => ({ ram: at, length })
const bus: SegmentFile = { bar: 'A0' }
const thru: SegmentFile = { bar: 'E' }

/** The list comes out as `wanted`, what is left of it is void, and every row lies where its bytes were meant. */
const expectPacked = (file: MachineFile, list: SegmentFile[], wanted: Wanted) => {
  const { rc, nents, entries } = throughIommu(file, 'B', list)
  const own = wanted.findIndex(([start]) => start !== 'bus')
  const base = own < 0 ? 0 : entries[own].dma! - (wanted[own][0] as number)
  expect([rc, base % PAGE, dmaFields(entries.slice(0, nents))]).toEqual([0, 0, fieldsOf(base, wanted)])
  expect(dmaFields(entries.slice(nents))).toEqual(entries.slice(nents).map(() => [undefined, 0, false]))
}

describe('packing (__finalise_sg)', () => {
  const ROWS: readonly (readonly [string, SegmentFile[], Wanted])[] = [
    ['one entry', [ram(0x4000)], [[0, PAGE]]],
    ['neighbours in IOVA space are joined, wherever their memory is', [ram(0x4000), ram(0x9000)], [[0, 2 * PAGE]]],
    ['so are RAM and peer memory through the host bridge', [ram(0x4000), thru, ram(0x9000)], [[0, 3 * PAGE]]],
    [
      'a gap at the tail: the next one is not joined',
      [ram(0x4000), ram(0x6000, 0x800), ram(0x8000)],
      [
        [0, 0x1800],
        [2 * PAGE, PAGE],
      ],
    ],
    [
      'an offset: it is not joined to the one before, the next one is joined to it',
      [ram(0x4000), ram(0x6200, 0xe00), ram(0x8000)],
      [
        [0, PAGE],
        [PAGE + 0x200, 0xe00 + PAGE],
      ],
    ],
    ['a first entry with an offset', [ram(0x4200, 0xe00), ram(0x8000)], [[0x200, 0xe00 + PAGE]]],
    ['a bus address alone', [bus], [['bus', PAGE]]],
    [
      'bus addresses in front',
      [bus, bus, ram(0x4000)],
      [
        ['bus', PAGE],
        ['bus', PAGE],
        [0, PAGE],
      ],
    ],
    [
      'a bus address ends the entry before it, and takes no IOVA space',
      [ram(0x4000), bus, ram(0x5000), ram(0x6000)],
      [
        [0, PAGE],
        ['bus', PAGE],
        [PAGE, 2 * PAGE],
      ],
    ],
    [
      'joined entries move the mark of a bus address forward',
      [ram(0x4000), ram(0x5000), ram(0x6000), bus],
      [
        [0, 3 * PAGE],
        ['bus', PAGE],
      ],
    ],
  ]
  it.each(ROWS)('DI-10: %s', (_, list, wanted) => {
    expectPacked(IOMMU, list, wanted)
  })

  const SEGMENTS: readonly (readonly [string, number, number[], Wanted])[] = [
    [
      'as many as fit',
      8 * KIB,
      [4 * KIB, 4 * KIB, 4 * KIB],
      [
        [0, 8 * KIB],
        [8 * KIB, 4 * KIB],
      ],
    ],
    [
      'one byte too many',
      8 * KIB - 1,
      [4 * KIB, 4 * KIB],
      [
        [0, 4 * KIB],
        [4 * KIB, 4 * KIB],
      ],
    ],
    ['exactly full with a part of a page', 6 * KIB, [4 * KIB, 2 * KIB], [[0, 6 * KIB]]],
    [
      'an entry that alone is too long stands alone behind others',
      8 * KIB,
      [4 * KIB, 12 * KIB],
      [
        [0, 4 * KIB],
        [4 * KIB, 12 * KIB],
      ],
    ],
    // max_len - cur_len is computed in unsigned int, and wraps.
    ['but it grows on with those behind it', 8 * KIB, [12 * KIB, 4 * KIB, 64 * KIB], [[0, 80 * KIB]]],
  ]
  it.each(SEGMENTS)('DI-10, DI-11: max_seg: %s', (_, maxSegment, lengths, wanted) => {
    expectPacked(
      behindIommu({ maxSegment }),
      lengths.map((length, i) => ram(i * MIB, length)),
      wanted,
    )
  })

  it('DI-11: by default an entry has 64 KiB at most', () => {
    expectPacked(
      IOMMU,
      Array.from({ length: 17 }, (_, i) => ram(i * 2 * PAGE)),
      [
        [0, 64 * KIB],
        [64 * KIB, PAGE],
      ],
    )
  })
})

describe('the segment boundary (dma_get_seg_boundary)', () => {
  const BOUNDARY = 64 * KIB
  const file = behindIommu({ boundary: BOUNDARY, maxSegment: MIB })
  const ROWS: readonly (readonly [string, SegmentFile[], Wanted])[] = [
    [
      'what would cross it begins behind it',
      [ram(0, 60 * KIB), ram(MIB, 8 * KIB)],
      [
        [0, 60 * KIB],
        [64 * KIB, 8 * KIB],
      ],
    ],
    ['what ends on it needs no padding', [ram(0, 60 * KIB), ram(MIB, 4 * KIB)], [[0, 64 * KIB]]],
    [
      'whole pages count: five KiB would cross it',
      [ram(0, 60 * KIB), ram(MIB, 5 * KIB)],
      [
        [0, 60 * KIB],
        [64 * KIB, 5 * KIB],
      ],
    ],
    [
      'what begins on it is not joined to what ends there',
      [ram(0, 64 * KIB), ram(MIB, 4 * KIB)],
      [
        [0, 64 * KIB],
        [64 * KIB, 4 * KIB],
      ],
    ],
    [
      'one that alone is longer than it crosses it, and the next is padded to the next multiple',
      [ram(0, 100 * KIB), ram(MIB, 32 * KIB)],
      [
        [0, 100 * KIB],
        [128 * KIB, 32 * KIB],
      ],
    ],
    [
      'the padding goes to the last entry that has an IOVA',
      [ram(0, 60 * KIB), bus, bus, ram(MIB, 8 * KIB)],
      [
        [0, 60 * KIB],
        ['bus', PAGE],
        ['bus', PAGE],
        [64 * KIB, 8 * KIB],
      ],
    ],
    [
      'a bus address is not measured against it',
      [ram(0, 60 * KIB), { bar: 'A0', length: 0x20000 }, ram(MIB, 4 * KIB)],
      [
        [0, 60 * KIB],
        ['bus', 0x20000],
        [60 * KIB, 4 * KIB],
      ],
    ],
  ]
  it.each(ROWS)('DI-3, DI-10: %s', (_, list, wanted) => {
    expectPacked(file, list, wanted)
  })

  it('LAT-20: the padding maps the memory behind the entry before it, which nobody meant', () => {
    const { base, rows } = throughIommu(file, 'B', [ram(0, 60 * KIB), ram(MIB, 8 * KIB)])
    expect(translate(rows, base + 60 * KIB - 1)).toBe(60 * KIB - 1)
    expect(translate(rows, base + 60 * KIB)).toBe(60 * KIB)
    expect(translate(rows, base + 64 * KIB - 1)).toBe(64 * KIB - 1)
    expect(translate(rows, base + 64 * KIB)).toBe(MIB)
    expect(translate(rows, base + 72 * KIB)).toBe(undefined)
  })

  // pci_device_add(): dma_set_seg_boundary(&dev->dev, 0xffffffff).
  it('DI-11: the default of a PCI function is 4 GiB: padding needs lists of gigabytes', () => {
    const big = { ...IOMMU, ram: [{ base: 8 * GIB, size: 16 * GIB }] }
    expectPacked(
      change(big, { B: { maxSegment: 4 * GIB - 1 } }),
      [ram(8 * GIB, GIB), ram(12 * GIB, 2 * GIB - PAGE), ram(16 * GIB, 2 * GIB)],
      [
        [0, 3 * GIB - PAGE],
        [4 * GIB, 2 * GIB],
      ],
    )
  })

  it('DI-3, DI-9: lengths that do not fit an unsigned int, with offset and padding, are EINVAL', () => {
    const big = { ...IOMMU, ram: [{ base: 8 * GIB, size: 16 * GIB }] }
    const rcOf = (...list: SegmentFile[]) => mapped(big, 'B', list).rc
    expect(rcOf(ram(8 * GIB, 4 * GIB - PAGE))).toBe(0)
    expect(rcOf(ram(8 * GIB, 4 * GIB - PAGE + 1))).toBe(-EINVAL)
    expect(rcOf(ram(8 * GIB + 1, 4 * GIB - PAGE))).toBe(-EINVAL)
    expect(rcOf(ram(8 * GIB, 3 * GIB), ram(12 * GIB, 3 * GIB))).toBe(-EINVAL)
    expect(rcOf(ram(8 * GIB, 3 * GIB), bus, ram(12 * GIB, GIB))).toBe(0)
  })
})
