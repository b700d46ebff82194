/**
 * Which IOVAs Linux takes (`iommu_dma_alloc_iova`, `drivers/iommu/iova.c`): rules DI-5 and DI-14.
 *
 * Asked is the first of the choices that the allocator has, and only where the magazines of `iova_rcache`, which the
 * model has not, make no difference: in a fresh domain, and for ranges of one size.
 */
import { describe, expect, it } from 'vitest'
import type { MachineFile } from '../../../model/machine/file.ts'
import type { SegmentFile } from '../../../model/operations/memory.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import {
  GIB,
  MIB,
  type More,
  PAGE,
  T1_LISTED,
  busOf,
  change,
  endpoint,
  powered,
  rootPort,
  translating,
} from './machines.ts'
import { map, mappings, outcomes, unmap, unmapPage } from './ask.ts'
import { EIO, ENOMEM, asMapped } from './answers.ts'

const T = translating(T1_LISTED)
const withB = (more: More, file: MachineFile = T) => change(file, { B: more })

/** A list of one entry of so many pages; RAM is big enough for any. */
const BIG = { ...T, ram: [{ base: 8 * GIB, size: 16 * GIB }] }
const pages = (n: number): SegmentFile => ({ ram: 8 * GIB, length: n * PAGE })
const mib = (n: number) => n * 256

type Step = number | `-${string}`

/**
 * Bases of the mappings, errno where there is none. A number maps so many pages, `-n` unmaps the n-th mapping.
 */
const bases = (file: MachineFile, ...steps: Step[]): number[] =>
  mappings(
    file,
    steps.map((what, i): StepFile =>
      typeof what === 'number' ? map(String(i), 'B', pages(what)) : unmap(what.slice(1)),
    ),
  ).map(({ rc, table: [entry] }) => (rc === 0 ? (entry.dma as number) : rc))

describe('top down below 4 GiB (alloc_iova_fast)', () => {
  const SIZES: readonly (readonly [number, number])[] = [
    [1, 1],
    [2, 2],
    [3, 4],
    [4, 4],
    [5, 8],
    [16, 16],
    [17, 32],
    [31, 32],
    [32, 32],
    [33, 64],
    [64, 64],
    [65, 128],
    [mib(1) + 1, mib(2)],
  ]
  it.each(SIZES)('DI-5: %i pages begin %i pages below the end: aligned to a power of two', (size, below) => {
    expect(bases(BIG, size)).toEqual([4 * GIB - below * PAGE])
  })

  it('DI-5: up to 32 pages are rounded to a power of two: the rest of it is not given to others', () => {
    expect(bases(BIG, 3, 1)).toEqual([4 * GIB - 4 * PAGE, 4 * GIB - 5 * PAGE])
    expect(bases(BIG, 17, 1)).toEqual([4 * GIB - 32 * PAGE, 4 * GIB - 33 * PAGE])
  })

  it('DI-5: 31 pages take 32, 33 do not take 64: of 256 pages, the first of which is never given', () => {
    const small = withB({ dmaBits: 20 }, BIG)
    const fits = (...sizes: number[]) => bases(small, ...sizes).map((base) => base > 0)
    expect(fits(128, 64, 31, 31)).toEqual([true, true, true, false])
    expect(fits(65, 64, 32, 32, 32)).toEqual([true, true, true, true, false])
  })

  it('DI-5: the offset and the rest of a page count: what touches two pages takes two', () => {
    const [base] = mappings(T, [map('m', 'B', { ram: 0x4fff, length: 2 })])
    expect(base.table[0].dma).toBe(4 * GIB - 2 * PAGE + 0xfff)
  })

  it('DI-5: the next range lies right below, wherever an aligned one is free', () => {
    expect(bases(BIG, 1, 1, 1)).toEqual([1, 2, 3].map((n) => 4 * GIB - n * PAGE))
    expect(bases(BIG, 1, 2)).toEqual([4 * GIB - PAGE, 4 * GIB - 4 * PAGE])
  })

  it('DI-5: the space below the DMA mask is the end of it', () => {
    expect([24, 28, 32].map((dmaBits) => bases(withB({ dmaBits }, BIG), 1))).toEqual([
      [0x1000000 - PAGE],
      [0x10000000 - PAGE],
      [4 * GIB - PAGE],
    ])
    for (const dmaBits of [33, 48, 64]) expect(bases(withB({ dmaBits }, BIG), 1)).toEqual([4 * GIB - PAGE])
  })

  it('DI-5: page 0 is never given, and where nothing else is free it is ENOMEM', () => {
    const two = withB({ dmaBits: 13 }, BIG)
    expect(bases(two, 1, 1)).toEqual([PAGE, -ENOMEM])
    expect(bases(two, 2)).toEqual([-ENOMEM])
    expect(bases(withB({ dmaBits: 14 }, BIG), 2, 2, 1)).toEqual([2 * PAGE, -ENOMEM, PAGE])
  })

  it('DI-5, DI-13: dma_map_page takes its range likewise, and fails with EIO', () => {
    const page = (as: string): StepFile => ({ dma_map_page: { as, client: 'B', page: { ram: 8 * GIB } } })
    const two = withB({ dmaBits: 13 }, BIG)
    const [one, no, again] = mappings(two, [page('one'), page('no'), unmapPage('one'), page('again')])
    expect([one.table[0].dma, no.rc, again.table[0].dma]).toEqual([PAGE, -EIO, PAGE])
  })

  it('DI-12: unmap frees the range: the same size gets the same base again', () => {
    for (const size of [1, 3, 32, 33]) {
      const [one, two] = bases(BIG, size, '-0', size)
      expect(two).toBe(one)
    }
    const [one, two] = bases(BIG, 1, 1)
    expect(bases(BIG, 1, 1, '-0', 1, 1)).toEqual([one, two, one, two - PAGE])
    expect(bases(withB({ dmaBits: 13 }, BIG), 1, '-0', 1, 1)).toEqual([PAGE, PAGE, -ENOMEM])
  })

  it('DI-17: functions of one group share a space, those of two do not', () => {
    const [b, c, e] = mappings(BIG, [map('b', 'B', pages(1)), map('c', 'C', pages(1)), map('e', 'E', pages(1))])
    expect(c.table[0].dma).toBe(b.table[0].dma! - PAGE)
    expect(e.table[0].dma).toBe(b.table[0].dma)
  })
})

describe('beyond 4 GiB (pci_32bit_workaround)', () => {
  // [2G, 4G) has the interrupts in it, [0, 2G) page 0.
  const TOO_BIG = mib(2048)

  it('DI-5: what finds no room below 4 GiB gets it at the end of the mask, or of 48 bits', () => {
    expect([33, 40, 48, 64].map((dmaBits) => bases(withB({ dmaBits }, BIG), TOO_BIG))).toEqual([
      [8 * GIB - 2 * GIB],
      [2 ** 40 - 2 * GIB],
      [2 ** 48 - 2 * GIB],
      [2 ** 48 - 2 * GIB],
    ])
  })

  it('DI-5: with a mask of 32 bits it is ENOMEM', () => {
    expect(bases(withB({ dmaBits: 32 }, BIG), TOO_BIG, 1)).toEqual([-ENOMEM, 4 * GIB - PAGE])
  })

  it('DI-5: from then on the function never looks below 4 GiB first', () => {
    expect(bases(BIG, 1, TOO_BIG, 1)).toEqual([4 * GIB - PAGE, 2 ** 48 - 2 * GIB, 2 ** 48 - 2 * GIB - PAGE])
    expect(bases(BIG, TOO_BIG, '-0', mib(1))).toEqual([2 ** 48 - 2 * GIB, 2 ** 48 - MIB])
    expect(bases(withB({ dmaBits: 33 }, BIG), TOO_BIG, 1)).toEqual([6 * GIB, 6 * GIB - PAGE])
    const [, c] = mappings(BIG, [map('b', 'B', pages(TOO_BIG)), map('c', 'C', pages(1))])
    expect(c.table[0].dma).toBe(4 * GIB - PAGE)
  })
})

describe('reserved (iova_reserve_pci_windows, iommu_get_resv_regions)', () => {
  const withHost = (host: Partial<MachineFile['hosts'][number]>): MachineFile => ({
    ...BIG,
    hosts: [{ ...BIG.hosts[0], ...host }],
  })
  const LOW = withHost({ window: { base: 0xe0000000, size: 0x10000000 } })

  it('DI-14: nothing lies in 0xfee00000..0xfeefffff on x86', () => {
    expect([16, 32, 64].map((n) => bases(BIG, mib(n)))).toEqual([[0xff000000], [0xfc000000], [0xf8000000]])
    const other: MachineFile = { ...BIG, cpu: { vendor: 'other', family: 8 } }
    expect([16, 32, 64].map((n) => bases(other, mib(n)))).toEqual([[0xff000000], [0xfe000000], [0xfc000000]])
  })

  it('DI-14: the pages right above and right below the interrupts are free', () => {
    const taken = bases(BIG, mib(16), mib(1), mib(1))
    expect(taken).toEqual([0xff000000, 0xfef00000, 0xfed00000])
  })

  it('DI-14: nothing lies in the window of the host bridge', () => {
    expect([128, 256, 512].map((n) => bases(LOW, mib(n)))).toEqual([[0xf0000000], [0xd0000000], [0xc0000000]])
    expect([128, 256, 512].map((n) => bases(BIG, mib(n)))).toEqual([[0xf0000000], [0xe0000000], [0xc0000000]])
  })

  it('DI-14: the window counts by its bus addresses', () => {
    const offset = 0x80000000
    const shifted = (window: number) => withHost({ offset, window: { base: window, size: 0x10000000 } })
    expect(bases(shifted(0xe0000000 + offset), mib(256))).toEqual([0xd0000000])
    expect(bases(shifted(0xe0000000), mib(256))).toEqual([0xe0000000])
  })

  it('DI-14: only that of its own host bridge', () => {
    const hosts = [...BIG.hosts, { name: 'hb1', window: { base: 0xe0000000, size: 0x10000000 } }]
    const functions = [...BIG.functions, rootPort('RP2', { on: 'hb1' }), endpoint('F', 'RP2')]
    expect(bases({ ...BIG, hosts, functions }, mib(256))).toEqual([0xe0000000])
  })

  it('DI-14: where firmware describes the inbound windows, IOVAs lie in them', () => {
    const inbound = [
      { bus: 0x40000000, phys: 8 * GIB, size: 0x10000000 },
      { bus: 0x20000000, phys: 9 * GIB, size: 0x10000000 },
    ]
    const arm: MachineFile = { ...withHost({ inbound }), cpu: { vendor: 'other', family: 8 } }
    expect(bases(arm, 1)).toEqual([0x50000000 - PAGE])
    expect(bases(arm, mib(128), mib(128))).toEqual([0x48000000, 0x28000000])
    expect(bases(arm, mib(512))).toEqual([-ENOMEM])
    expect(bases(withHost({ inbound }), 1)).toEqual([4 * GIB - PAGE])
    const [high, low] = inbound
    const touching = { ...arm, hosts: [{ ...arm.hosts[0], inbound: [{ ...low, bus: high.bus - low.size }, high] }] }
    expect(bases(touching, mib(256), mib(128))).toEqual([high.bus, high.bus - low.size / 2])
  })
})

describe('the bases that are offered', () => {
  /** Base of a range of `size` pages with the `n`-th choice, and how many there were. */
  const chosen = (file: MachineFile, n: number, size: number) => {
    let most = 1
    const steps = [map('m', 'B', pages(size))]
    const outcome = outcomes(file, steps, undefined, (_, of) => ((most = of), Math.min(n, of - 1))).at(-1)
    return { most, base: asMapped(outcome).table[0].dma as number }
  }

  const { machine: m } = powered(BIG)
  const siblings = m.name.filter((name, f) => name !== 'B' && m.barSize[f] > 0)

  it('DI-5: highest, lowest, and one inside the BAR of each sibling, all aligned', () => {
    expect(siblings.length).toBeGreaterThan(1)
    for (const size of [1, 3, 33, 512]) {
      const align = PAGE * 2 ** Math.ceil(Math.log2(size))
      const [top, low] = [0, 1].map((n) => chosen(BIG, n, size))
      expect([top.most, top.base, low.base]).toEqual([2 + siblings.length, 4 * GIB - align, align])
      for (const [n, name] of siblings.entries()) {
        const { base } = chosen(BIG, 2 + n, size)
        const f = m.name.indexOf(name)
        expect([base >= m.bar[f], base + size * PAGE <= m.bar[f] + m.barSize[f], base % align]).toEqual([true, true, 0])
      }
    }
  })

  it('DI-5: none inside a window that the mask does not hold, or that is given already', () => {
    const lowest = Math.min(...siblings.map((name) => busOf(powered(BIG), name)))
    expect(chosen(withB({ dmaBits: Math.floor(Math.log2(lowest)) }, BIG), 0, 1).most).toBe(2)
    const steps = [...siblings, 'low'].map((name) => map(name, 'B', pages(1)))
    const last = outcomes(BIG, steps, undefined, (_, of) => of - 1).map((o) => asMapped(o).table[0].dma)
    expect(last).toEqual([...siblings.map((name) => busOf(powered(BIG), name)).toReversed(), PAGE])
  })

  it('DI-5: where there is one free range, there is nothing to choose', () => {
    expect(chosen(withB({ dmaBits: 13 }, BIG), 0, 1)).toEqual({ most: 1, base: PAGE })
  })
})
