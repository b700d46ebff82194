/**
 * Lists mapped through a translating IOMMU, and taken back (`iommu_map_sg`, `iommu_dma_unmap_sg`): rules DI-4, DI-6, DI-7
 * and DI-12.
 */
import { describe, expect, it } from 'vitest'
import type { Direction } from '../../../model/kernel/lib/scatterlist.ts'
import type { SegmentFile } from '../../../model/operations/memory.ts'
import { MIB, PAGE, behindIommu, busOf, physOf } from './machines.ts'
import { add, events, map, mapped, mappings, outcomes, throughIommu, unmap } from './ask.ts'
import { ENOMEM, asMapped, asUnmapped, dmaFields, marks, rowsOf, translate } from './answers.ts'
import { IOMMU, hw, B, ram, bus, thru } from './through-iommu.ts'

const KIB = 0x400

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
