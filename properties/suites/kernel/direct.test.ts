/**
 * Mapping without an IOMMU that translates: rules AR-4, MT-16, DD-1, DD-2 and DD-5.
 */
import { busOffsetOf } from '../../../model/kernel/pci/p2pmem.ts'
import { describe, expect, it } from 'vitest'
import type { Dma } from '../../../model/address.ts'
import { linux } from '../../../model/kernel/linux.ts'
import type { SegmentFile } from '../../../model/operations/memory.ts'
import { MIXED, T1_LISTED, busOf, change, fn, physOf, powered } from './machines.ts'
import {
  add,
  at,
  barEntry,
  beliefs,
  map,
  mapped,
  outcomes,
  parts,
  ramEntry,
  request,
  setpci,
  unmap,
  withPages,
  WHOLE,
} from './ask.ts'
import { EIO, EREMOTEIO, dmaFields, marks, permutations } from './answers.ts'

describe('addresses', () => {
  const OFFSETS: readonly (readonly [string, number])[] = [
    ['0', 0],
    ['2 GiB', 0x80000000],
    ['-1 GiB', -0x40000000],
    ['192 GiB', 0x3000000000],
  ]
  const withOffset = (offset: number) => ({ ...T1_LISTED, hosts: [{ name: 'hb0', offset }] })

  it.each(OFFSETS)('AR-4: bus_offset takes the resource start to the bus address: host offset %s', (_, offset) => {
    const hw = powered(withOffset(offset))
    for (const name of ['A0', 'A1', 'E']) {
      const busOffset = busOffsetOf(parts.addResource(at(hw), fn(hw, name), WHOLE).k.pools, fn(hw, name))
      expect(physOf(hw, name) + busOffset).toBe(busOf(hw, name))
      expect(physOf(hw, name) - busOf(hw, name)).toBe(offset)
    }
  })

  it.each(OFFSETS)(
    'MT-16: a BUS_ADDR entry gets physical + bus_offset, its length and the mark: host offset %s',
    (_, offset) => {
      const file = withOffset(offset)
      const hw = powered(file)
      const { rc, table: entries } = mapped(file, 'B', [
        { bar: 'A0' },
        { bar: 'A0', offset: 0x3000, length: 0x2000 },
        { bar: 'C', offset: 0x210, length: 0x30 },
      ])
      expect(rc).toBe(0)
      expect(dmaFields(entries)).toEqual([
        [busOf(hw, 'A0'), 0x1000, true],
        [busOf(hw, 'A0') + 0x3000, 0x2000, true],
        [busOf(hw, 'C') + 0x210, 0x30, true],
      ])
    },
  )

  it.each(OFFSETS)(
    'MT-16, DD-1: a THRU_HOST_BRIDGE entry gets the physical address, unmarked: host offset %s',
    (_, offset) => {
      const file = withOffset(offset)
      const { rc, table: entries } = mapped(file, 'B', [{ bar: 'E', offset: 0x1000, length: 0x800 }])
      expect(rc).toBe(0)
      expect(dmaFields(entries)).toEqual([[physOf(powered(file), 'E') + 0x1000, 0x800, false]])
    },
  )

  it('MT-16: the type is looked up where the pgmap changes, and RAM between does not change it', () => {
    const hw = powered(MIXED)
    const looked: string[] = []
    const spying = linux(
      { id: 'spying', summary: 'Linux 6.12 that says when it looks', sources: [] },
      {
        ...parts,
        mapType: (own, call, provider, client) => (
          looked.push(call.hw.machine.name[provider]),
          parts.mapType(own, call, provider, client)
        ),
      },
    )
    const list: SegmentFile[] = [
      { bar: 'A0' },
      { bar: 'A0', offset: 0x1000 },
      { ram: 0 },
      { bar: 'A0' },
      { bar: 'E' },
      { bar: 'A0' },
    ]
    const { rc, table: entries } = mapped(MIXED, 'B', list, spying)
    expect(rc).toBe(0)
    expect(looked).toEqual(['A0', 'E', 'A0'])
    expect(entries.map(({ dma }) => dma)).toEqual([
      busOf(hw, 'A0'),
      busOf(hw, 'A0') + 0x1000,
      0,
      busOf(hw, 'A0'),
      physOf(hw, 'E'),
      busOf(hw, 'A0'),
    ])
  })

  it('MT-16: the offset is that of the entry’s own pgmap', () => {
    const direct = linux(
      { id: 'direct', summary: 'Linux 6.12 that believes every way is direct', sources: [] },
      { ...parts, classify: () => ({ type: 'BUS_ADDR', distance: 0 }) },
    )
    const hw = powered(MIXED)
    const { table: entries } = mapped(MIXED, 'B', [{ bar: 'A0' }, { bar: 'F' }, { ram: 0 }, { bar: 'E' }], direct)
    expect(dmaFields(entries)).toEqual([
      [busOf(hw, 'A0'), 0x1000, true],
      [busOf(hw, 'F'), 0x1000, true],
      [0, 0x1000, false],
      [busOf(hw, 'E'), 0x1000, true],
    ])
    expect(hw.machine.hostOffset).toEqual([0x80000000, 0])
  })
})

describe('dma-direct (dma_direct_map_sg, dma_direct_unmap_sg)', () => {
  const hw = powered(MIXED)
  /** What client B gets for each entry, wherever in the list it is. */
  const GETS: readonly (readonly [SegmentFile, readonly unknown[]])[] = [
    [{ ram: 0x10000, length: 0x3000 }, [0x10000, 0x3000, false]],
    [{ bar: 'A0', offset: 0x2000 }, [busOf(hw, 'A0') + 0x2000, 0x1000, true]],
    [{ bar: 'E' }, [physOf(hw, 'E'), 0x1000, false]],
    [{ bar: 'C' }, [busOf(hw, 'C'), 0x1000, true]],
  ]
  const REFUSED: SegmentFile = { bar: 'F' }

  it('DD-1: every entry of a mixed list goes its own way, in every order', () => {
    for (const order of permutations(GETS)) {
      const { rc, table: entries } = mapped(
        MIXED,
        'B',
        order.map(([entry]) => entry),
      )
      expect(rc).toBe(0)
      expect(dmaFields(entries)).toEqual(order.map(([, gets]) => gets))
    }
  })

  it('DD-2: entries answer one to one: neighbours are not merged', () => {
    const pages: SegmentFile[] = [{ ram: 0x1000 }, { ram: 0x2000 }, { bar: 'A0' }, { bar: 'A0', offset: 0x1000 }]
    const { table: entries } = mapped(MIXED, 'B', pages)
    expect(entries.map(({ dmaLength }) => dmaLength)).toEqual([0x1000, 0x1000, 0x1000, 0x1000])
  })

  it('DD-2: one entry that cannot be reached refuses the list with EREMOTEIO and leaves no mark', () => {
    for (const order of permutations(GETS)) {
      const entries = order.map(([entry]) => entry)
      for (let i = 0; i <= entries.length; i++) {
        const refused = mapped(MIXED, 'B', entries.toSpliced(i, 0, REFUSED))
        expect(refused.rc).toBe(-EREMOTEIO)
        expect(marks(refused.table)).toEqual(refused.table.map(() => false))
      }
    }
  })

  it('DD-2, LAT-26: the entries before the failure keep the dma fields just written, those from it on their old ones', () => {
    const old = { dma: 0xdead000 as Dma, dmaLength: 0xdead }
    const named = (name: string) => barEntry(hw, name, old)
    const stale = [ramEntry(0x5000, 0x1000, old), ...['A0', 'E', 'F', 'C'].map(named), ramEntry(0x6000, 0x1000, old)]
    const k = withPages(hw, 'A0', 'C', 'E', 'F')
    const { rc, table: left } = parts.mapSg(parts, at(hw, k), request(hw, 'B', stale))
    expect(rc).toBe(-EREMOTEIO)
    expect(dmaFields(left)).toEqual([
      [0x5000, 0x1000, false],
      [busOf(hw, 'A0'), 0x1000, false],
      [physOf(hw, 'E'), 0x1000, false],
      [0xdead000, 0xdead, false],
      [0xdead000, 0xdead, false],
      [0xdead000, 0xdead, false],
    ])
  })

  it('DD-2: the first entry that cannot be reached ends the list: the pgmaps behind it are not asked for', () => {
    const file = change(MIXED, { D2: { acs: [] } })
    const steps = [
      add('C'),
      add('F'),
      map('one', 'B', { bar: 'F' }, { bar: 'C' }),
      setpci('D2', ['RR']),
      map('two', 'B', { bar: 'C' }),
    ]
    expect(beliefs(file, steps)).toEqual(['NOT_SUPPORTED', 'THRU_HOST_BRIDGE'])
  })

  it('DD-5: unmap takes the marks and leaves the dma fields', () => {
    const list = GETS.map(([entry]) => entry)
    const [, , , before, after, again] = outcomes(MIXED, [
      add('A0'),
      add('C'),
      add('E'),
      map('m', 'B', ...list),
      unmap('m'),
      unmap('m'),
    ])
    if (before.kind !== 'mapped' || after.kind !== 'unmapped') throw new Error(`${before.kind}, ${after.kind}`)
    expect(dmaFields(before.table)).toEqual(GETS.map(([, gets]) => gets))
    expect(dmaFields(after.table)).toEqual(GETS.map(([, [dma, length]]) => [dma, length, false]))
    expect(again.kind).toBe('skipped')
  })

  it('DX-5: a list of nothing is refused with EIO', () => {
    const { rc, table: entries } = mapped(MIXED, 'B', [])
    expect([rc, entries]).toEqual([-EIO, []])
  })

  it('DX-6: dma_map_sgtable answers 0 for a list of any length, and passes the error on', () => {
    const rcOf = (list: SegmentFile[]) => mapped(MIXED, 'B', list).rc
    expect([1, 2, 5].map((n) => rcOf(Array.from({ length: n }, (_, i) => ({ ram: i * 0x1000 }))))).toEqual([0, 0, 0])
    expect([rcOf([REFUSED]), rcOf([])]).toEqual([-EREMOTEIO, -EIO])
  })
})
