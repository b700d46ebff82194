/**
 * The golden vectors GV-1 to GV-11.
 */
import { describe, expect, it } from 'vitest'
import type { AcsBit } from '../../../model/machine/acs.ts'
import type { SegmentFile } from '../../../model/operations/memory.ts'
import {
  LISTED,
  MIXED,
  PAGE,
  T1,
  T1_LISTED,
  acrossHosts,
  apart,
  behindIommu,
  busOf,
  change,
  downstream,
  endpoint,
  fabric,
  onRootBus,
  physOf,
  powered,
  rootPort,
  upstream,
} from './machines.ts'
import { map, mapped, mappings, throughIommu, typeOf, way } from './ask.ts'
import { EIO, EREMOTEIO, dmaFields, marks } from './answers.ts'

describe('golden vectors', () => {
  const apartBehindSwitches = fabric(
    ['0', '1'].flatMap((n) => [
      rootPort(`RP${n}`),
      upstream(`U${n}`, `RP${n}`),
      downstream(`D${n}`, `U${n}`),
      endpoint(`X${n}`, `D${n}`),
    ]),
  )

  it('GV-1: distances and types on T1', () => {
    expect(way(T1, 'A0', 'A0')).toBe('BUS_ADDR 0')
    expect(way(T1, 'A0', 'A1')).toBe('BUS_ADDR 2')
    expect(way(T1, 'A0', 'B')).toBe('BUS_ADDR 4')
    expect(way(T1, 'A0', 'E')).toBe('NOT_SUPPORTED 6')
    expect(way(T1_LISTED, 'A0', 'E')).toBe('THRU_HOST_BRIDGE 6')
    expect(way({ ...T1, cpu: { vendor: 'AMD', family: 0x17 } }, 'A0', 'E')).toBe('THRU_HOST_BRIDGE 6')
    expect(way(apart([]), 'A', 'B')).toBe('NOT_SUPPORTED 4')
    expect(way(apartBehindSwitches, 'X0', 'X1')).toBe('NOT_SUPPORTED 8')
  })

  const WORDS: readonly (readonly [string, AcsBit[], string])[] = [
    ['D1', ['RR'], 'NOT_SUPPORTED 4'],
    ['U', ['RR'], 'NOT_SUPPORTED 4'],
    ['RP0', ['RR'], 'BUS_ADDR 4'],
    ['D2', ['RR'], 'BUS_ADDR 4'],
    ['D0', ['SV', 'UF'], 'BUS_ADDR 4'],
    ['D0', ['EC'], 'NOT_SUPPORTED 4'],
  ]
  it.each(WORDS)('GV-2: ACS on %s only: %j', (name, acs, expected) => {
    expect(way(change(T1, { [name]: { acs } }), 'A0', 'B')).toBe(expected)
  })

  it('GV-3: a provider that redirects its own requests is not below one switch with itself', () => {
    expect(way(change(T1, { A0: { acs: ['RR'] } }), 'A0', 'A0')).toBe('NOT_SUPPORTED 0')
    expect(way(change(T1_LISTED, { A0: { acs: ['RR'] } }), 'A0', 'A0')).toBe('THRU_HOST_BRIDGE 0')
  })

  it('GV-4: the allowlist', () => {
    expect(typeOf(apart([], { id: '8086:2f00' }), 'A', 'B')).toBe('THRU_HOST_BRIDGE')
    expect(typeOf(acrossHosts('8086:2f00', '8086:2f00'), 'A', 'B')).toBe('NOT_SUPPORTED')
    expect(typeOf(acrossHosts('8086:2030', '8086:2030'), 'A', 'B')).toBe('THRU_HOST_BRIDGE')
    expect(typeOf(acrossHosts('8086:2030', '1234:5678'), 'A', 'B')).toBe('NOT_SUPPORTED')
    const late = apart(
      [onRootBus('root complex integrated endpoint', 'H', { at: '1f.0', id: LISTED })],
      { at: '1f.1', id: LISTED },
      { at: '1f.2' },
    )
    expect(typeOf(late, 'A', 'B')).toBe('NOT_SUPPORTED')
    for (const [vendor, family] of [
      ['Hygon', 0x18],
      ['AMD', 0x15],
    ] as const) {
      const rest = { cpu: { vendor, family } }
      expect(typeOf({ ...apart([]), ...rest }, 'A', 'B')).toBe('NOT_SUPPORTED')
      expect(typeOf({ ...apart([], { id: '8086:2f00' }), ...rest }, 'A', 'B')).toBe('THRU_HOST_BRIDGE')
    }
  })

  const BUS_OFFSETS: readonly (readonly [string, number, number, number, number])[] = [
    ['added', 0x40000000, 0x80000000, 0x40001000, 0x80001000],
    ['added, and wraps', 0x8000000000, 0, 0x8000001000, 0x1000],
  ]
  it.each(BUS_OFFSETS)('GV-5: the bus offset is %s', (_, start, base, address, expected) => {
    const file = fabric(
      [
        rootPort('P'),
        endpoint('A', 'P', { bar: { size: 0x200000, base } }),
        { name: 'B', type: 'endpoint', below: 'P', at: '00.1' },
      ],
      { hosts: [{ name: 'hb0', offset: start - base }], ram: [{ base: 0x100000000, size: 0x10000000 }] },
    )
    expect(physOf(powered(file), 'A')).toBe(start)
    const [entry] = mapped(file, 'B', [{ bar: 'A', offset: address - start }]).table
    expect([entry.phys, entry.dma, entry.marked]).toEqual([address, expected, true])
  })

  it('GV-6: RAM, BUS_ADDR and THRU_HOST_BRIDGE in one list', () => {
    const { rc, nents, table: entries } = mapped(MIXED, 'B', [{ ram: 0 }, { bar: 'A0' }, { bar: 'E' }])
    expect([rc, nents, marks(entries)]).toEqual([0, 3, [false, true, false]])
  })

  it('GV-6: RAM and NOT_SUPPORTED in one list', () => {
    const { rc, nents, table: entries } = mapped(MIXED, 'B', [{ ram: 0 }, { bar: 'F' }])
    expect([rc, nents, marks(entries)]).toEqual([-EREMOTEIO, 0, [false, false]])
  })

  it('GV-6: THRU_HOST_BRIDGE above the DMA mask', () => {
    const short = change(MIXED, { B: { dmaBits: 32 } })
    expect(physOf(powered(short), 'E')).toBeGreaterThan(2 ** 32)
    const { rc, nents, table: entries } = mapped(short, 'B', [{ ram: 0 }, { bar: 'A0' }, { bar: 'E' }])
    expect([rc, nents, marks(entries)]).toEqual([-EIO, 0, [false, false, false]])
  })

  it('GV-6: a device that must bounce', () => {
    const forced = change(MIXED, { B: { forceBounce: true } })
    expect(mapped(forced, 'B', [{ bar: 'E' }]).rc).toBe(-EIO)
    const { rc, table: entries } = mapped(forced, 'B', [{ bar: 'A0' }])
    expect([rc, marks(entries)]).toEqual([0, [true]])
  })

  const IOMMU = behindIommu()
  const hw = powered(IOMMU)
  const KIB = 0x400
  const ram = (at: number, length = PAGE): SegmentFile => ({ ram: at, length })

  it('GV-7: RAM, RAM, BUS, BUS, RAM, a page each', () => {
    const list = [ram(0x1000), ram(0x2000), { bar: 'A0' }, { bar: 'C' }, ram(0x8000)]
    const { nents, entries, base, unmapped } = throughIommu(IOMMU, 'B', list)
    expect(nents).toBe(4)
    expect(dmaFields(entries)).toEqual([
      [base, 8 * KIB, false],
      [busOf(hw, 'A0'), 4 * KIB, true],
      [busOf(hw, 'C'), 4 * KIB, true],
      [base + 0x2000, 4 * KIB, false],
      [undefined, 0, false],
    ])
    expect(unmapped).toEqual([{ iova: base, size: 0x3000 }])
  })

  it('GV-8: RAM, RAM with an offset and a gap at its tail, BUS, RAM', () => {
    const list = [ram(0x1000), ram(0x5200, 0x800), { bar: 'A0' }, ram(0x8000, 8 * KIB)]
    const { nents, entries, base, unmapped } = throughIommu(IOMMU, 'B', list)
    expect(nents).toBe(4)
    expect(dmaFields(entries)).toEqual([
      [base, 4 * KIB, false],
      [base + 0x1200, 0x800, false],
      [busOf(hw, 'A0'), 4 * KIB, true],
      [base + 0x2000, 8 * KIB, false],
    ])
    expect(unmapped).toEqual([{ iova: base, size: 0x4000 }])
  })

  it('GV-9: BUS alone needs no IOVA', () => {
    const { rc, nents, entries, rows } = throughIommu(IOMMU, 'B', [{ bar: 'A0' }])
    expect([rc, nents, rows]).toEqual([0, 1, []])
    expect(dmaFields(entries)).toEqual([[busOf(hw, 'A0'), PAGE, true]])
  })

  it('GV-9: BUS and NOT_SUPPORTED', () => {
    const { rc, nents, entries } = throughIommu(IOMMU, 'B', [{ bar: 'A0' }, { bar: 'F' }])
    expect([rc, nents]).toEqual([-EREMOTEIO, 0])
    expect(entries.map(({ dma, marked }) => [dma, marked])).toEqual([
      [undefined, false],
      [undefined, false],
    ])
  })

  it('GV-10: a boundary of 64 KiB: 60K and 8K are padded, and 72K are 128K of IOVA space', () => {
    const { entries, base, unmapped } = throughIommu(behindIommu({ boundary: 64 * KIB }), 'B', [
      ram(0, 60 * KIB),
      ram(0x100000, 8 * KIB),
    ])
    expect(dmaFields(entries)).toEqual([
      [base, 60 * KIB, false],
      [base + 0x10000, 8 * KIB, false],
    ])
    expect(base % (128 * KIB)).toBe(0)
    expect(unmapped).toEqual([{ iova: base, size: 72 * KIB }])
    const steps = [map('one', 'B', ram(0, 60 * KIB), ram(0x100000, 8 * KIB)), map('two', 'B', ram(0))]
    const [one, two] = mappings(behindIommu({ boundary: 64 * KIB }), steps)
    expect([one.table[0].dma, two.table[0].dma]).toEqual([2 ** 32 - 128 * KIB, 2 ** 32 - 132 * KIB])
  })

  it('GV-10: a boundary of 64 KiB: 60K and 4K are not padded, and one entry', () => {
    const { nents, entries, base } = throughIommu(behindIommu({ boundary: 64 * KIB }), 'B', [
      ram(0, 60 * KIB),
      ram(0x100000),
    ])
    expect([nents, ...dmaFields(entries)]).toEqual([1, [base, 64 * KIB, false], [undefined, 0, false]])
    const { entries: apart } = throughIommu(behindIommu({ boundary: 64 * KIB, maxSegment: 60 * KIB }), 'B', [
      ram(0, 60 * KIB),
      ram(0x100000),
    ])
    expect(apart.map(({ dma, dmaLength }) => [dma! - base, dmaLength])).toEqual([
      [0, 60 * KIB],
      [0xf000, 4 * KIB],
    ])
  })

  it('GV-11: entries of 64 KiB at most: 32K, 32K, 32K', () => {
    const list = [0, 1, 2].map((i) => ram(i * 0x100000, 32 * KIB))
    const { nents, entries, base } = throughIommu(IOMMU, 'B', list)
    expect([nents, ...dmaFields(entries)]).toEqual([
      2,
      [base, 64 * KIB, false],
      [base + 0x10000, 32 * KIB, false],
      [undefined, 0, false],
    ])
  })
})
