/**
 * Tables made from pages, as Linux 6.12.117 makes them: SG-5, SG-6 and PM-28; litmus L24, L26.
 * What is expected was read in `lib/scatterlist.c` and `include/linux/mmzone.h`.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EINVAL } from '../../../../model/kernel/errno.ts'
import { joinNeighbours } from '../../../../model/kernel/lib/join.ts'
import { NO_PGMAP, PAGE_TYPES, areCompatible, haveSamePgmap, type Page } from '../../../../model/kernel/mm/page.ts'
import { appendPages, sgTable612, tableFromPages, type PageTable } from '../../../../model/kernel/lib/sg-table.ts'
import { ramEntry } from '../ask.ts'
import { DEVICE_TYPES, PAGE, p2p, pageOf, ram } from '../pages.ts'

const MEBIBYTE = 0x100000
const whole = (pages: readonly Page[], maxSegment = MEBIBYTE) => ({
  pages,
  offset: 0,
  size: pages.length * PAGE,
  maxSegment,
})
/** `[first page frame, pages]` of each entry. */
const shape = (table: PageTable): [number, number][] => table.map(({ phys, length }) => [phys / PAGE, length / PAGE])
const made = (pages: readonly Page[], maxSegment?: number) =>
  shape(tableFromPages(sgTable612, whole(pages, maxSegment)).table)

describe('SG-5, of runs that nobody sees the pages of', () => {
  it('neighbours of one page map, or of none, are joined; a gap or another page map keeps them apart', () => {
    const bar = { pgmap: 1, provider: 1 }
    const runs = [ramEntry(0x1000), ramEntry(0x2000), ramEntry(0x5000), ramEntry(0x6000, PAGE, bar)]
    expect(joinNeighbours(runs)).toEqual([ramEntry(0x1000, 2 * PAGE), ...runs.slice(2)])
    expect(joinNeighbours([ramEntry(0x6000, PAGE, bar), ramEntry(0x7000, PAGE, bar)])).toHaveLength(1)
    expect(joinNeighbours([])).toEqual([])
  })
  it('an entry takes no more pages than its length of 32 bits has room for, and what is longer is split', () => {
    const most = 2 ** 32 - PAGE
    const lengths = (...runs: ReturnType<typeof ramEntry>[]) => joinNeighbours(runs).map(({ length }) => length)
    expect(lengths(ramEntry(0, 2 ** 33))).toEqual([most, most, 2 * PAGE])
    expect(lengths(ramEntry(PAGE, most - PAGE), ramEntry(most, 3 * PAGE))).toEqual([most, 2 * PAGE])
    expect(lengths(ramEntry(0x800, 2 ** 32))).toEqual([most - 0x800, PAGE + 0x800])
  })
})

describe('PM-28, haveSamePgmap', () => {
  it('RAM goes with RAM, a device page with one of its own pgmap only', () => {
    expect(haveSamePgmap(ram(1), ram(9))).toBe(true)
    for (const type of DEVICE_TYPES) {
      expect(haveSamePgmap(pageOf(type, 1), ram(2)), type).toBe(false)
      expect(haveSamePgmap(ram(2), pageOf(type, 1)), type).toBe(false)
      expect(haveSamePgmap(pageOf(type, 1, 1), pageOf(type, 2, 1)), type).toBe(true)
      expect(haveSamePgmap(pageOf(type, 1, 1), pageOf(type, 2, 2)), type).toBe(false)
    }
  })
  it('goes by identity: RAM has no pgmap, but two pages without one are not of one', () => {
    expect(haveSamePgmap(ram(1), { ...p2p(2), pgmap: NO_PGMAP })).toBe(false)
  })
})

describe('BK-3, areCompatible', () => {
  it('is the same question where either is P2P memory, and always yes where neither is', () => {
    for (const a of PAGE_TYPES)
      for (const b of PAGE_TYPES) {
        const [x, y] = [pageOf(a, 1, 1), pageOf(b, 2, 2)]
        const either = a === 'MEMORY_DEVICE_PCI_P2PDMA' || b === 'MEMORY_DEVICE_PCI_P2PDMA'
        expect(areCompatible(x, y), `${a} ${b}`).toBe(!either)
      }
    expect(areCompatible(p2p(1, 3), p2p(9, 3))).toBe(true)
  })
})

describe('SG-5, appendPages', () => {
  it('joins pages that follow each other, and splits where one does not', () => {
    expect(made([ram(1), ram(2), ram(3), ram(5), ram(6)])).toEqual([
      [1, 3],
      [5, 2],
    ])
    expect(made([ram(2), ram(1)])).toEqual([
      [2, 1],
      [1, 1],
    ])
  })
  it('L24, two pgmaps side by side: split, because each has its own bus offset', () => {
    expect(made([p2p(14, 1), p2p(15, 1), p2p(16, 2), p2p(17, 2)])).toEqual([
      [14, 2],
      [16, 2],
    ])
  })
  it('L24, the merge before that rule: one entry, its second half at the first pgmap’s bus address', () => {
    const before = { mergeable: (page: Page, last: Page) => page.phys === last.phys + PAGE }
    const { table } = tableFromPages(before, whole([p2p(15, 1), p2p(16, 2)]))
    expect(shape(table)).toEqual([[15, 2]])
    expect(table[0].pgmap).toBe(1)
  })
  it('L26, RAM beside a BAR: never one entry, in either order', () => {
    expect(made([ram(15), p2p(16)])).toHaveLength(2)
    expect(made([p2p(15), ram(16)])).toHaveLength(2)
  })
  it('fills entries up to the largest segment, rounded down to whole pages', () => {
    const five = [ram(1), ram(2), ram(3), ram(4), ram(5)]
    expect(made(five, 2 * PAGE)).toEqual([
      [1, 2],
      [3, 2],
      [5, 1],
    ])
    expect(made(five, 3 * PAGE - 1)).toEqual(made(five, 2 * PAGE))
  })
  it('refuses a largest segment below a page, and an offset behind existing entries', () => {
    const first = tableFromPages(sgTable612, whole([ram(1)]))
    expect(tableFromPages(sgTable612, whole([ram(1)], PAGE - 1))).toEqual({ rc: -EINVAL, table: [] })
    expect(appendPages(sgTable612, first.table, { ...whole([ram(2)]), offset: 1 })).toEqual({
      rc: -EINVAL,
      table: first.table,
    })
  })
  it('begins `offset` bytes into the first page and ends where the bytes end', () => {
    const { table } = tableFromPages(sgTable612, {
      pages: [ram(1), ram(2), ram(4)],
      offset: 0x200,
      size: 2 * PAGE,
      maxSegment: MEBIBYTE,
    })
    expect(table.map(({ phys, length }) => [phys, length])).toEqual([
      [PAGE + 0x200, 2 * PAGE - 0x200],
      [4 * PAGE, 0x200],
    ])
  })
  it('appends to the last entry by the same rule', () => {
    const first = tableFromPages(sgTable612, whole([p2p(1), p2p(2)])).table
    const appended = (pages: readonly Page[], maxSegment?: number) =>
      shape(appendPages(sgTable612, first, whole(pages, maxSegment)).table)
    expect(appended([p2p(3), p2p(4)])).toEqual([[1, 4]])
    expect(appended([p2p(3, 2)])).toEqual([
      [1, 2],
      [3, 1],
    ])
    expect(appended([ram(3)])).toHaveLength(2)
    expect(appended([p2p(3), p2p(4)], 3 * PAGE)).toEqual([
      [1, 3],
      [4, 1],
    ])
    expect(appended([p2p(4)])).toHaveLength(2)
  })
})

/** Runs of neighbours, of few kinds, so that they meet. */
const memory = fc
  .array(fc.record({ kind: fc.integer({ min: 0, max: 3 }), skip: fc.boolean() }), { minLength: 1, maxLength: 12 })
  .map((steps) => {
    let pfn = 0
    return steps.map(({ kind, skip }): Page => {
      pfn += skip ? 2 : 1
      return kind === 0 ? ram(pfn) : kind === 3 ? pageOf('MEMORY_DEVICE_FS_DAX', pfn, 3) : p2p(pfn, kind)
    })
  })

describe('whatever the pages are', () => {
  it('every entry is of one kind, no entry is too long, and together they are the pages, in order (SG-6, E)', () => {
    fc.assert(
      fc.property(memory, fc.integer({ min: 1, max: 5 }), (pages, most) => {
        const { table } = tableFromPages(sgTable612, whole(pages, most * PAGE))
        const told = table.flatMap(({ type, pgmap, phys, length }) =>
          Array.from({ length: length / PAGE }, (_, i) => ({ type, pgmap, phys: phys + i * PAGE })),
        )
        expect(told).toEqual(pages)
        for (const { length } of table) expect(length).toBeLessThanOrEqual(most * PAGE)
      }),
      { seed: 5, numRuns: 1000 },
    )
  })
  it('appending in two calls gives the table of one', () => {
    fc.assert(
      fc.property(memory, memory, fc.integer({ min: 1, max: 5 }), (a, b, most) => {
        const shifted = b.map((page) => ({ ...page, phys: (page.phys + a.at(-1)!.phys) as typeof page.phys }))
        const first = tableFromPages(sgTable612, whole(a, most * PAGE)).table
        const twice = appendPages(sgTable612, first, whole(shifted, most * PAGE)).table
        expect(twice).toEqual(tableFromPages(sgTable612, whole([...a, ...shifted], most * PAGE)).table)
      }),
      { seed: 6, numRuns: 1000 },
    )
  })
})
