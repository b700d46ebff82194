/**
 * Lists for a device that is not trusted, behind a translating IOMMU (`iommu_dma_map_sg_swiotlb`): rules DI-2, DI-13,
 * LAT-1 and LAT-14.
 */
import { describe, expect, it } from 'vitest'
import { handOver, phys } from '../../../model/address.ts'
import type { Table } from '../../../model/kernel/lib/scatterlist.ts'
import type { SegmentFile } from '../../../model/operations/memory.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import { MIXED, PAGE, behindIommu, change, fn, physOf, powered } from './machines.ts'
import {
  add,
  at,
  barEntry,
  events,
  map,
  mapped,
  mappings,
  outcomes,
  parts,
  ramEntry,
  request,
  throughIommu,
  unmap,
  unmapPage,
  withPages,
} from './ask.ts'
import { EIO, asMapped, asUnmapped, dmaFields, marks, rowsOf, translate } from './answers.ts'

const file = behindIommu({ untrusted: true })
const hw = powered(file)
const B = fn(hw, 'B')

describe('an untrusted device', () => {
  it('DI-2: the list goes one to one: neighbours are not joined, each entry has an IOVA range of its own', () => {
    const { rc, nents, entries, rows } = throughIommu(file, 'B', [{ ram: 0x4000 }, { ram: 0x5000 }, { ram: 0x6000 }])
    expect([rc, nents, rows.length]).toEqual([0, 3, 3])
    expect(entries.map(({ dma }) => translate(rows, dma!))).toEqual([0x4000, 0x5000, 0x6000])
    expect(entries.map(({ swiotlb }) => swiotlb)).toEqual([true, undefined, undefined])
  })

  it('DI-2, DI-13: what does not fill whole pages bounces; whole pages do not', () => {
    const list: SegmentFile[] = [
      { ram: 0x4000, length: 0x2000 },
      { ram: 0x8200, length: 0xe00 },
      { ram: 0xa000, length: 0x800 },
      { ram: 0xc200, length: 0x1000 },
    ]
    const { rc, table: entries, bounced, cpu } = mapped(file, 'B', list)
    expect([rc, bounced!.map(({ phys, length }) => [phys, length])]).toEqual([
      0,
      [
        [0x8200, 0xe00],
        [0xa000, 0x800],
        [0xc200, 0x1000],
      ],
    ])
    expect(cpu).toMatchObject([
      { phys: 0x8200, length: 0xe00, how: 'bounce' },
      { phys: 0xa000, length: 0x800, how: 'bounce' },
      { phys: 0xc200, length: 0x1000, how: 'bounce' },
    ])
    expect(entries.map(({ dmaLength }) => dmaLength)).toEqual([0x2000, 0xe00, 0x800, 0x1000])
    const { rows } = throughIommu(file, 'B', list)
    const reached = entries.map(({ dma }) => translate(rows, dma!))
    expect(reached).toEqual([0x4000, ...bounced!.map(({ slot }) => slot)])
  })

  it('DI-2: where no slot is left, the list is EIO, and the slots of the others are free again', () => {
    const largest = { ram: 0x100, length: 0x3f000 }
    const four = Array.from({ length: 4 }, () => largest)
    const steps = [map('five', 'B', ...four, largest), map('four', 'B', ...four)]
    expect(mappings(file, steps).map(({ rc }) => rc)).toEqual([-EIO, 0])
    expect(rowsOf(events(file, [map('five', 'B', ...four, largest)])[0].after.hw, B)).toEqual([])
  })

  it('DI-12: of a device that is not coherent, unmap flushes the slot and not the memory that it stands for', () => {
    const incoherent = change(file, { B: { untrusted: true, coherent: false } })
    const list: SegmentFile[] = [{ bar: 'A0', offset: 0x200, length: 0x100 }, { ram: 0x4000 }]
    const steps: StepFile[] = [
      add('A0'),
      { dma_map_sgtable: { as: 'm', client: 'B', direction: 'DMA_TO_DEVICE', list } },
      unmap('m'),
    ]
    const [, on, off] = outcomes(incoherent, steps)
    const [{ slot }] = asMapped(on).bounced!
    expect(asUnmapped(off).cpu).toEqual([
      { phys: slot, length: 0x100, how: 'cache maintenance' },
      { phys: 0x4000, length: PAGE, how: 'cache maintenance' },
    ])
  })

  it('LAT-1: nobody asks whose memory it is: BUS_ADDR gets an IOVA, and what cannot be reached is mapped', () => {
    const { rc, entries, rows } = throughIommu(file, 'B', [{ bar: 'A0' }, { bar: 'E' }, { bar: 'F' }])
    expect([rc, entries.map(({ marked }) => marked)]).toEqual([0, [false, false, false]])
    expect(entries.map(({ dma }) => translate(rows, dma!))).toEqual(['A0', 'E', 'F'].map((name) => physOf(hw, name)))
  })

  it('LAT-1: part of a page of a BAR is copied by the CPU', () => {
    const { rc, bounced, cpu } = mapped(file, 'B', [{ bar: 'A0', offset: 0x200, length: 0x100 }])
    const start = physOf(hw, 'A0') + 0x200
    expect([rc, bounced!.map(({ phys, length }) => [phys, length])]).toEqual([0, [[start, 0x100]]])
    expect(cpu).toMatchObject([{ phys: start, length: 0x100, how: 'bounce' }])
  })

  it('DI-2: behind an IOMMU that passes through nothing of this happens', () => {
    const passing = change(MIXED, { B: { untrusted: true, iommu: 'passthrough' } })
    const { rc, table: entries, bounced } = mapped(passing, 'B', [{ ram: 0x200, length: 0x100 }, { bar: 'A0' }])
    expect([rc, marks(entries), bounced]).toEqual([0, [false, true], []])
  })

  it('DI-2, DI-12: unmap takes back each range, the slots too, and leaves the flag', () => {
    const list: SegmentFile[] = [{ ram: 0x4000 }, { bar: 'A0', offset: 0x200, length: 0x100 }]
    const { entries, unmapped, rowsAfter } = throughIommu(file, 'B', list)
    expect(unmapped).toEqual(entries.map(({ dma }) => ({ iova: Math.floor(dma! / PAGE) * PAGE, size: PAGE })))
    expect(rowsAfter).toEqual([])
    const largest = { ram: 0x100, length: 0x3f000 }
    const four = Array.from({ length: 4 }, () => largest)
    const again = mappings(file, [map('one', 'B', ...four), unmap('one'), map('two', 'B', ...four)])
    expect(again.map(({ rc }) => rc)).toEqual([0, 0])
    expect(again[1].table.map(({ dma }) => dma)).toEqual(again[0].table.map(({ dma }) => dma))
  })

  it('DI-12: unmap copies out of the slots of its own list, and frees those only', () => {
    const part = (ram: number): SegmentFile => ({ ram, length: 0x100 })
    const steps = [map('one', 'B', part(0x3000), part(0x4000)), map('two', 'B', part(0x5000)), unmap('one')]
    const outcome = asUnmapped(outcomes(file, steps).at(-1))
    expect(outcome.cpu?.map(({ phys }) => phys)).toEqual([0x3000, 0x4000])
    const later = mappings(file, [...steps, map('three', 'B', part(0x6000), part(0x7000), part(0x8000))])
    const [one, two, three] = later.map(({ bounced }) => bounced!.map(({ slot }) => slot))
    expect(three.slice(0, 2)).toEqual(one)
    expect(new Set([...two, ...three]).size).toBe(4)
  })

  it('DI-13: a single page that bounced is copied back, and its slot free again', () => {
    const page = { dma_map_page: { as: 'p', client: 'B', page: { ram: 0x3200, length: 0x100 } } }
    const [on, off] = events(file, [page, unmapPage('p')])
    expect(asMapped(on.outcome).bounced!.length).toBe(1)
    expect(asUnmapped(off.outcome).cpu).toMatchObject([{ phys: 0x3200, length: 0x100, how: 'bounce' }])
    expect(rowsOf(off.after.hw, B)).toEqual([])
  })

  describe('without room', () => {
    /** Two pages of IOVA space, of which the first is never given. */
    const cramped = behindIommu({ untrusted: true, dmaBits: 13 })
    const tight = powered(cramped)

    it('DI-2: EIO, whatever was missing, and nothing stays: no translation, no IOVA, no slot', () => {
      const call = at(tight, withPages(tight, 'A0'))
      const list = [ramEntry(0x4200, 0x100), ramEntry(0x6200, 0x100)]
      const { rc, k, domains, nents } = parts.mapSg(parts, call, request(tight, 'B', list))
      expect([rc, nents]).toEqual([-EIO, 0])
      expect([k.bounced, k.iovas.get(B)]).toEqual([[], []])
      expect(rowsOf({ ...tight, domains: domains! }, B)).toEqual([])
    })

    it('DI-13: a page for which there is no IOVA gives its slot back', () => {
      const one = parts.mapPage(parts, at(tight), B, 'DMA_BIDIRECTIONAL', ramEntry(0x4000))
      expect(one.dma).toBe(PAGE)
      const two = parts.mapPage(parts, at(tight, one.k), B, 'DMA_BIDIRECTIONAL', ramEntry(0x4200, 0x100))
      expect([two.dma, two.k.bounced, two.cpu]).toMatchObject([
        undefined,
        [],
        [{ phys: 0x4200, length: 0x100, how: 'bounce' }],
      ])
    })

    it('DI-2: the entry that failed has no address, those behind it their old one, and the flag stays', () => {
      const old = { dma: handOver(phys(0xdead000)), dmaLength: 0xdead }
      const list = [ramEntry(0x4000), ramEntry(0x6000, PAGE, old), ramEntry(0x7000, PAGE, old)]
      const { table: left } = parts.mapSg(parts, at(tight), request(tight, 'B', list))
      expect(dmaFields(left)).toEqual([
        [PAGE, PAGE, false],
        [undefined, 0xdead, false],
        [0xdead000, 0xdead, false],
      ])
      expect(left[0].swiotlb).toBe(true)
    })
  })
})

describe('a table that was once bounced (LAT-14)', () => {
  const trusting = powered(behindIommu())
  const k = withPages(trusting, 'A0', 'C')
  /** As `sg_set_page` leaves a table that another device had before. */
  const flagged = (...list: Table): Table => list.with(0, { ...list[0], swiotlb: true })
  const first = flagged(ramEntry(0x4000), barEntry(trusting, 'A0'), ramEntry(0x9000, PAGE), ramEntry(0x20000, PAGE))
  const on = parts.mapSg(parts, at(trusting, k), request(trusting, 'B', first))
  const hwOn = { ...trusting, domains: on.domains! }
  const off = parts.unmapSg(parts, at(hwOn, on.k), request(trusting, 'B', on.table), on.nents)

  it('LAT-14: it is mapped like any other', () => {
    expect([on.rc, on.nents, marks(on.table)]).toEqual([0, 3, [false, true, false, false]])
    expect(on.table[0].swiotlb).toBe(true)
  })

  it('LAT-14: it is taken back entry by entry, and what has a bus address keeps its mark', () => {
    const base = on.table[0].dma!
    expect(off.unmapped).toEqual([
      { iova: base, size: PAGE },
      { iova: base + PAGE, size: 2 * PAGE },
    ])
    expect(rowsOf({ ...trusting, domains: off.domains! }, B)).toEqual([])
    expect(marks(off.table)).toEqual([false, true, false, false])
  })
})
