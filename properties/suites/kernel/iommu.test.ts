/**
 * Lists mapped through a translating IOMMU, and taken back (`iommu_dma_map_sg`, `iommu_map_sg`,
 * `iommu_dma_unmap_sg`): rules DI-3 to DI-9, DI-12, LAT-2 and LAT-3.
 */
import { describe, expect, it } from 'vitest'
import { iova, phys } from '../../../model/address.ts'
import { mapRows, tableOf, unmapRange } from '../../../model/kernel/iommu/domain.ts'
import { linux } from '../../../model/kernel/linux.ts'
import type { Direction } from '../../../model/kernel/lib/scatterlist.ts'
import type { Translation } from '../../../model/machine/columns.ts'
import type { SegmentFile } from '../../../model/operations/memory.ts'
import {
  EINVAL,
  ENOMEM,
  EREMOTEIO,
  LISTED,
  MIB,
  PAGE,
  add,
  asMapped,
  asUnmapped,
  at,
  barEntry,
  behindIommu,
  busOf,
  dmaFields,
  downstream,
  endpoint,
  events,
  fabric,
  fn,
  map,
  mapped,
  mappings,
  marks,
  outcomes,
  parts,
  permutations,
  physOf,
  powered,
  ramEntry,
  request,
  rootPort,
  rowsOf,
  throughIommu,
  translate,
  translating,
  unmap,
  upstream,
  withPages,
} from './machines.ts'

const KIB = 0x400
const IOMMU = behindIommu()
const hw = powered(IOMMU)
const B = fn(hw, 'B')

const ram = (at: number, length = PAGE): SegmentFile => ({ ram: at, length })
const bus: SegmentFile = { bar: 'A0' }
const thru: SegmentFile = { bar: 'E' }

describe('the page tables (iommu_map_sg)', () => {
  const WAYS: readonly (readonly [Direction, boolean, boolean])[] = [
    ['DMA_TO_DEVICE', true, false],
    ['DMA_FROM_DEVICE', false, true],
    ['DMA_BIDIRECTIONAL', true, true],
  ]
  it.each(WAYS)('DI-6: %s lets the device read: %s, write: %s', (direction, read, write) => {
    const page = { ram: 0x4000 }
    const steps = [
      { dma_map_sgtable: { as: 'list', client: 'B', direction, list: [page, { ram: 0x8000 }] } },
      { dma_map_page: { client: 'B', direction, page } },
      { dma_map_resource: { client: 'B', direction, resource: { bar: 'E' } } },
    ]
    const rows = rowsOf(events(IOMMU, steps).at(-1)!.after.hw, B)
    expect(rows.map((row) => [row.read, row.write])).toEqual(rows.map(() => [read, write]))
    expect(rows.length).toBe(4)
  })

  it('DI-7: each page of the list is mapped where it stands in it, bus addresses nowhere', () => {
    const list = [ram(0x4000, 2 * PAGE), ram(0x6000), bus, ram(0x5000), thru, ram(0x7200, 0x100)]
    const { base, rows } = throughIommu(IOMMU, 'B', list)
    const pages = [0x4000, 0x5000, 0x6000, 0x5000, physOf(hw, 'E'), 0x7000]
    expect(pages.map((_, i) => translate(rows, base + i * PAGE))).toEqual(pages)
    expect([base - 1, base + pages.length * PAGE].map((iova) => translate(rows, iova))).toEqual([undefined, undefined])
    expect(translate(rows, busOf(hw, 'A0'))).toBe(undefined)
  })

  it('DI-4: a list of bus addresses takes no IOVA, changes no table, and unmap hands nothing back', () => {
    const { rc, nents, rows, unmapped } = throughIommu(IOMMU, 'B', [bus, { bar: 'C' }])
    expect([rc, nents, rows, unmapped]).toEqual([0, 2, [], []])
    expect(mapped(behindIommu({ dmaBits: 12 }), 'B', [ram(0x4000)]).rc).toBe(-ENOMEM)
    expect(mapped(behindIommu({ dmaBits: 12 }), 'B', [bus]).rc).toBe(0)
    const [, after] = mappings(IOMMU, [add('A0'), map('bus', 'B', bus), map('ram', 'B', ram(0x4000))])
    expect(after.table[0].dma).toBe(2 ** 32 - PAGE)
  })
})

/** The BAR of X, reached through the host bridge, ends where that of Y, reached by bus address, begins. */
const ADJACENT = translating(
  fabric([
    rootPort('RP0', { id: LISTED }),
    endpoint('X', 'RP0'),
    rootPort('RP1'),
    upstream('U', 'RP1'),
    downstream('D0', 'U'),
    downstream('D1', 'U'),
    endpoint('Y', 'D0'),
    endpoint('B', 'D1'),
  ]),
)

describe('a run that nobody ends (iommu_map_sg)', () => {
  const lastOfX: SegmentFile = { bar: 'X', offset: 0x1ff000 }
  const firstOfY: SegmentFile = { bar: 'Y' }

  it('LAT-2: the last entry, a bus address, follows the memory before it: a good list is EINVAL', () => {
    const there = powered(ADJACENT)
    expect(physOf(there, 'X') + 0x200000).toBe(physOf(there, 'Y'))
    const rcOf = (...list: SegmentFile[]) => throughIommu(ADJACENT, 'B', list).rc
    expect(rcOf(lastOfX, firstOfY)).toBe(-EINVAL)
    expect(rcOf({ bar: 'X', offset: 0x1fe000, length: 2 * PAGE }, firstOfY)).toBe(-EINVAL)
    expect(rcOf(lastOfX, firstOfY, firstOfY)).toBe(-EINVAL)
    expect(rcOf({ bar: 'X', offset: 0x1ff000, length: 0x100 }, firstOfY)).toBe(-EINVAL)
  })

  it('LAT-2: any entry that does not follow ends the run, and so does an end with another', () => {
    const rcOf = (...list: SegmentFile[]) => throughIommu(ADJACENT, 'B', list).rc
    expect(rcOf(firstOfY, lastOfX)).toBe(0)
    expect(rcOf(lastOfX, firstOfY, ram(0x4000))).toBe(0)
    expect(rcOf(lastOfX, { bar: 'Y', offset: 0x1000 })).toBe(0)
    expect(rcOf(lastOfX, { bar: 'Y', offset: 0x200, length: 0x200 })).toBe(0)
    expect(rcOf(lastOfX, { bar: 'Y', offset: 0x1000 }, firstOfY)).toBe(0)
    expect(rcOf({ bar: 'X', offset: 0x1fe000 }, firstOfY)).toBe(0)
  })

  it('LAT-2, DI-9: the list is as it was', () => {
    const { entries, nents } = throughIommu(ADJACENT, 'B', [lastOfX, firstOfY])
    expect([nents, dmaFields(entries)]).toEqual([
      0,
      [
        [undefined, 0, false],
        [undefined, 0, false],
      ],
    ])
  })

  it('LAT-3: runs that were written stay in the table, and their IOVA is free for the next', () => {
    const { rc, rows } = throughIommu(ADJACENT, 'B', [ram(0x4000), lastOfX, firstOfY])
    expect([rc, rows.map(({ phys, size }) => [phys, size])]).toEqual([-EINVAL, [[0x4000, PAGE]]])
    const steps = [
      add('X'),
      add('Y'),
      map('short', 'B', ram(0x4000), lastOfX, firstOfY),
      map('next', 'B', ram(0x8000, 2 * PAGE)),
    ]
    const next = mappings(ADJACENT, steps).at(-1)!
    expect([next.rc, next.table[0].dma]).toEqual([0, rows[0].iova])
  })
})

describe('a list that fails', () => {
  it('DI-3, DI-9: EREMOTEIO wherever the entry stands: no address, no mark, no IOVA, no translation', () => {
    for (const order of permutations([ram(0x4200, 0x100), bus, thru, { bar: 'F' }])) {
      const { rc, nents, entries, rows } = throughIommu(IOMMU, 'B', order)
      expect([rc, nents, rows]).toEqual([-EREMOTEIO, 0, []])
      expect(dmaFields(entries)).toEqual(order.map(() => [undefined, 0, false]))
    }
    const k = withPages(hw, 'F')
    const failed = parts.mapSg(parts, at(hw, k), request(hw, 'B', [ramEntry(0x4000), barEntry(hw, 'F')]))
    expect([failed.k.iovas, failed.domains]).toEqual([k.iovas, undefined])
  })

  it('DI-9: offsets and lengths are what they were', () => {
    const list = [ramEntry(0x4200, 0x123), barEntry(hw, 'A0'), barEntry(hw, 'F')]
    const { table: left } = parts.mapSg(parts, at(hw, withPages(hw, 'A0', 'F')), request(hw, 'B', list))
    expect(left.map(({ phys, length }) => [phys, length])).toEqual(list.map(({ phys, length }) => [phys, length]))
  })

  it('DI-5, DI-9: ENOMEM where there is no IOVA, and the list is void', () => {
    const { rc, nents, entries, rows } = throughIommu(behindIommu({ dmaBits: 13 }), 'B', [
      bus,
      ram(0x4000),
      ram(0x8000),
    ])
    expect([rc, nents, rows]).toEqual([-ENOMEM, 0, []])
    expect(dmaFields(entries)).toEqual(entries.map(() => [undefined, 0, false]))
  })

  it('MT-16: the type is looked up where the pgmap changes, and a failing entry ends the search', () => {
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
    mapped(IOMMU, 'B', [bus, bus, ram(0x4000), bus, thru, bus, { bar: 'F' }, { bar: 'C' }], spying)
    expect(looked).toEqual(['A0', 'E', 'A0', 'F'])
  })
})

describe('taking a list back (iommu_dma_unmap_sg)', () => {
  const LISTS: readonly (readonly [string, SegmentFile[], number])[] = [
    ['one page', [ram(0x4000)], 1],
    ['part of a page', [ram(0x4200, 0x100)], 1],
    ['parts of two pages', [ram(0x4f00, 0x200)], 2],
    ['entries with gaps', [ram(0x4200, 0x100), ram(0x8000, 0x100), ram(0x6f00, 0x101)], 4],
    ['bus addresses in front, between and behind', [bus, ram(0x4200, 0x100), bus, thru, bus], 2],
    ['only bus addresses', [bus, bus], 0],
  ]
  it.each(LISTS)('DI-12: from the first IOVA to the end of the last, in whole pages: %s', (_, list, pages) => {
    const { entries, unmapped, rows, rowsAfter } = throughIommu(IOMMU, 'B', list)
    const firstDma = entries.find(({ marked }) => !marked)?.dma
    const start = firstDma === undefined ? 0 : Math.floor(firstDma / PAGE) * PAGE
    expect(unmapped).toEqual(pages === 0 ? [] : [{ iova: start, size: pages * PAGE }])
    expect(rows.reduce((bytes, { size }) => bytes + size, 0)).toBe(pages * PAGE)
    expect(rowsAfter).toEqual([])
  })

  it('DI-12: padding is taken back with the rest', () => {
    const padded = behindIommu({ boundary: 64 * KIB })
    const { unmapped, base, rowsAfter } = throughIommu(padded, 'B', [ram(0, 60 * KIB), ram(MIB, 8 * KIB)])
    expect([unmapped, rowsAfter]).toEqual([[{ iova: base, size: 72 * KIB }], []])
  })

  it('DI-12: marks go, and the dma fields stay', () => {
    const list = [ram(0x4000), bus, ram(0x8200, 0x100), bus]
    const [on, off] = outcomes(IOMMU, [add('A0'), map('m', 'B', ...list), unmap('m')]).slice(-2)
    expect(marks(asMapped(on).table)).toEqual([false, true, false, true])
    expect(dmaFields(asUnmapped(off).table)).toEqual(dmaFields(asMapped(on).table).map(([a, b]) => [a, b, false]))
  })

  it('DI-12: other mappings of the device stay as they are', () => {
    const steps = [
      map('one', 'B', ram(0x4000)),
      map('two', 'B', ram(0x8000), ram(0x10000)),
      map('three', 'B', ram(0xc000)),
      unmap('two'),
    ]
    const run = events(IOMMU, steps)
    const [one, , three] = run.flatMap(({ outcome }) => (outcome.kind === 'mapped' ? [outcome.table[0].dma!] : []))
    const rows = rowsOf(run.at(-1)!.after.hw, B)
    expect([one, three].map((dma) => translate(rows, dma))).toEqual([0x4000, 0xc000])
    expect(rows.length).toBe(2)
  })
})

describe('the page tables themselves (iommu_map, iommu_unmap)', () => {
  const row = (start: number, to: number, size: number): Translation => ({
    iova: iova(start),
    phys: phys(to),
    size,
    read: true,
    write: false,
  })
  const [f, other] = [3, 4]
  const rows = [row(0x10000, 0x50000, 0x4000), row(0x20000, 0x90000, PAGE)]
  const mapped = mapRows(mapRows(new Map(), f, rows), other, rows)
  const left = (start: number, size: number) => tableOf(unmapRange(mapped, f, iova(start), size), f)

  it('lose what is unmapped: of a row that reaches beyond it, what lies before and behind stays where it is', () => {
    const [long, short] = rows
    expect(left(0x10000, 0x4000)).toEqual([short])
    expect(left(0x11000, PAGE)).toEqual([row(0x10000, 0x50000, PAGE), row(0x12000, 0x52000, 0x2000), short])
    expect(left(0x10000, PAGE)).toEqual([row(0x11000, 0x51000, 0x3000), short])
    expect(left(0x13000, 0xd000)).toEqual([row(0x10000, 0x50000, 0x3000), short])
    expect(left(0x14000, PAGE)).toEqual([long, short])
    expect(left(0, 0x100000)).toEqual([])
  })
  it('are each function’s own', () => {
    expect(tableOf(unmapRange(mapped, f, iova(0), 0x100000), other)).toEqual(rows)
    expect(tableOf(mapped, 5)).toEqual([])
  })
})
