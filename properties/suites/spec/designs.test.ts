/**
 * What each design answers to the same four lists, after its summary: whom it refuses, how, and which number it gives.
 * What it breaks by that is in `spec/expected.yaml`.
 */
import { describe, expect, it } from 'vitest'
import { designs } from '../../../model/designs/index.ts'
import type { Design } from '../../../model/kernel/design.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import { MIXED, type More, PAGE, behindIommu, busOf, physOf, powered } from '../kernel/machines.ts'
import { add, map, mapped, outcomes, unmap } from '../kernel/ask.ts'
import { asMapped, asUnmapped } from '../kernel/answers.ts'

/**
 * Of a page of the BAR: its bus address, its CPU physical address, that with the bus offset added, or another number (an
 * IOVA, or a bounce buffer); a star where the entry has the bus mark; or the errno.
 */
const answer = (design: Design, file: MachineFile, bar: string): string => {
  const { rc, nents, table } = mapped(file, 'B', [{ bar }], design)
  if (rc !== 0) return nents === 0 ? String(rc) : `${rc} and ${nents} entries`
  const [{ dma, dmaLength, marked }] = table
  expect([nents, dmaLength]).toEqual([1, PAGE])
  const hw = powered(file)
  const [bus, phys] = [busOf(hw, bar), physOf(hw, bar)]
  const names = new Map([[2 * phys - bus, 'phys + offset'] as const, [bus, 'bus'] as const, [phys, 'phys'] as const])
  return `${names.get(dma as number) ?? 'other'}${marked ? '*' : ''}`
}

/** Peers of B: A0 below the same switch, E across a host bridge that Linux lists, F across one that it does not. */
const PEERS = ['A0', 'E', 'F']
type Row = readonly [A0: string, E: string, F: string]

/** Where the host bridge has an offset: without an IOMMU that translates, and with one. `F` has no offset: bus is phys. */
const ANSWERS: Readonly<Record<string, readonly [off: Row, translating: Row]>> = {
  'raw-phys': [
    ['phys*', 'phys*', 'phys*'],
    ['phys*', 'phys*', 'phys*'],
  ],
  'naive-iommu': [
    ['phys', 'phys', 'phys'],
    ['other', 'other', 'other'],
  ],
  'orchestrator-check': [
    ['phys*', 'phys*', 'phys*'],
    ['phys*', 'phys*', 'phys*'],
  ],
  'hard-disable': [
    ['-121', '-121', '-121'],
    ['-121', '-121', '-121'],
  ],
  'pgmap-callback': [
    ['bus*', '-121', '-121'],
    ['bus*', '-121', '-121'],
  ],
  'pgmap-callback-fixed': [
    ['bus*', '-121', '-121'],
    ['bus*', '-121', '-121'],
  ],
  'stacked-shim': [
    ['bus', '-5', '-5'],
    ['bus', '-5', '-5'],
  ],
  'split-runs': [
    ['bus*', '-5', '-5'],
    ['bus*', '-5', '-5'],
  ],
  'opt-in-op': [
    ['bus*', '-121', '-121'],
    ['-22', '-22', '-22'],
  ],
  'four-way': [
    ['bus*', 'phys', '-121'],
    ['bus*', 'other', '-121'],
  ],
  'soft-iommu': [
    ['bus*', '-121', '-121'],
    ['bus*', '-121', '-121'],
  ],
  'proxy-ops': [
    ['bus*', 'bus*', 'phys*'],
    ['bus*', 'bus*', 'phys*'],
  ],
  'linux-4.20': [
    ['phys + offset*', '-5', '-5'],
    ['phys + offset*', '-5', '-5'],
  ],
  'linux-4.20-fixed': [
    ['bus*', '-5', '-5'],
    ['bus*', '-5', '-5'],
  ],
  'linux-5.4': [
    ['phys + offset*', 'phys', '-5'],
    ['phys + offset*', 'other', '-5'],
  ],
  'linux-6.17': [
    ['bus*', 'phys', '-121'],
    ['bus*', 'other', '-121'],
  ],
  bounce: [
    ['other', 'other', 'other'],
    ['other', 'other', 'other'],
  ],
  'linux-6.12': [
    ['bus*', 'phys', '-121'],
    ['bus*', 'other', '-121'],
  ],
}

describe('a page of a peer’s BAR', () => {
  it('is asked of every design', () => {
    expect(designs.map(({ id }) => id)).toEqual(expect.arrayContaining(Object.keys(ANSWERS)))
  })
  for (const [id, [off, translating]] of Object.entries(ANSWERS)) {
    const design = designs.find((d) => d.id === id)!
    it(`${id}: ${off.join(', ')}; behind an IOMMU ${translating.join(', ')}`, () => {
      expect(PEERS.map((peer) => answer(design, MIXED, peer))).toEqual(off)
      expect(PEERS.map((peer) => answer(design, behindIommu(), peer))).toEqual(translating)
    })
  }
})

describe('a list of a peer’s page among RAM', () => {
  /** rc of [RAM, A0, RAM] and of [RAM, F]; behind an IOMMU, where that differs, too. */
  const CODES: Readonly<Record<string, readonly (readonly [among: number, late: number])[]>> = {
    'raw-phys': [[0, 0]],
    'naive-iommu': [[0, 0]],
    'orchestrator-check': [[0, 0]],
    'hard-disable': [[-121, -121]],
    'pgmap-callback': [[0, -121]],
    'pgmap-callback-fixed': [[0, -121]],
    'stacked-shim': [[0, -5]],
    'split-runs': [[0, -5]],
    'opt-in-op': [
      [0, -121],
      [-22, -22],
    ],
    'four-way': [[0, -121]],
    'soft-iommu': [[0, -121]],
    'proxy-ops': [[0, 0]],
    'linux-4.20': [[-5, -5]],
    'linux-4.20-fixed': [[-5, -5]],
    'linux-5.4': [[0, 0]],
    'linux-6.17': [[0, -121]],
    bounce: [[0, 0]],
    'linux-6.12': [[0, -121]],
  }
  for (const [id, [off, translating = off]] of Object.entries(CODES)) {
    const design = designs.find((d) => d.id === id)!
    it(`${id}: ${off.join(', ')}; behind an IOMMU ${translating.join(', ')}`, () => {
      const rcs = (file: MachineFile) =>
        [
          [{ ram: 0x3000 }, { bar: 'A0' }, { ram: 0x9000 }],
          [{ ram: 0x3000 }, { bar: 'F' }],
        ].map((list) => mapped(file, 'B', list, design).rc)
      expect(rcs(MIXED)).toEqual(off)
      expect(rcs(behindIommu())).toEqual(translating)
    })
  }
})

describe('lists mapped run by run (split-runs, linux-6.17)', () => {
  const list = [{ ram: 0x3000 }, { bar: 'A0' }, { ram: 0x9000 }]
  const onAndOff = (id: string, more: More) => {
    const design = designs.find((d) => d.id === id)!
    const [, on, off] = outcomes(behindIommu(more), [add('A0'), map('m', 'B', ...list), unmap('m')], design)
    return { on: asMapped(on), off: asUnmapped(off) }
  }
  for (const id of ['split-runs', 'linux-6.17']) {
    it(`${id}: each run of RAM has a range of IOVAs of its own, and is taken back as one; the mark is gone`, () => {
      const { on, off } = onAndOff(id, {})
      expect([on.nents, on.cpu, on.bounced]).toEqual([3, [], []])
      expect(off.unmapped).toEqual([0, 2].map((i) => ({ iova: on.table[i].dma, size: PAGE })))
      expect([off.cpu, off.table.map(({ marked }) => marked)]).toEqual([[], [false, false, false]])
    })
  }
  it('split-runs: of a device that is not coherent the RAM is flushed, both times', () => {
    const flushed = [0x3000, 0x9000].map((phys) => ({ phys, length: PAGE, how: 'cache maintenance' }))
    const { on, off } = onAndOff('split-runs', { coherent: false })
    expect([on.cpu, off.cpu]).toEqual([flushed, flushed])
  })
  it('linux-6.17: of such a device every page is flushed, both times, that with a bus address too', () => {
    const { on, off } = onAndOff('linux-6.17', { coherent: false })
    const bar = physOf(powered(behindIommu()), 'A0')
    expect(on.table.map(({ marked }) => marked)).toEqual([false, true, false])
    const flushed = (touches: readonly { phys: number; length: number; how: string }[] = []) =>
      touches.map(({ phys, length, how }) => `${how} ${phys}+${length}`).toSorted((a, b) => (a < b ? -1 : 1))
    const every = [0x3000, bar, 0x9000]
      .map((phys) => `cache maintenance ${phys}+${PAGE}`)
      .toSorted((a, b) => (a < b ? -1 : 1))
    expect([flushed(on.cpu), flushed(off.cpu)]).toEqual([every, every])
  })
  it('a table that bounced says so in its first entry', () => {
    const splitRuns = designs.find((d) => d.id === 'split-runs')!
    const { table, bounced } = mapped(
      behindIommu({ untrusted: true }),
      'B',
      [{ ram: 0x3200, length: 0x100 }],
      splitRuns,
    )
    expect([table[0].swiotlb, bounced!.map(({ phys, length }) => [phys, length])]).toEqual([true, [[0x3200, 0x100]]])
    const plain = mapped(behindIommu(), 'B', [{ ram: 0x3200, length: 0x100 }], splitRuns)
    expect(plain.table[0].swiotlb).toBeUndefined()
  })
})

describe('bounce copies peer memory through RAM', () => {
  const bounce = designs.find((d) => d.id === 'bounce')!
  const LARGEST = 0x40000
  const chunk = (n: number) => ({ bar: 'A0', offset: n * LARGEST, length: LARGEST })
  const four = [0, 1, 2, 3].map(chunk)
  const rcs = (...steps: StepFile[]) =>
    outcomes(MIXED, [add('A0'), ...steps], bounce).flatMap((o) => (o.kind === 'mapped' ? [o.rc] : []))

  it('into it at map, and out of it at unmap unless the device only reads; RAM is left alone', () => {
    for (const direction of ['DMA_TO_DEVICE', 'DMA_FROM_DEVICE', 'DMA_BIDIRECTIONAL'] as const) {
      const list = [{ ram: 0x3000 }, { bar: 'A0', offset: 0x1000 }]
      const steps: StepFile[] = [add('A0'), { dma_map_sgtable: { as: 'm', client: 'B', direction, list } }, unmap('m')]
      const [, on, off] = outcomes(MIXED, steps, bounce)
      const phys = physOf(powered(MIXED), 'A0') + 0x1000
      const [{ slot }] = asMapped(on).bounced!
      const copy = (from: number, to: number) => [{ phys, length: PAGE, how: 'copy', copied: { from, to } }]
      const out = direction === 'DMA_TO_DEVICE' ? [] : copy(slot, phys)
      expect([asMapped(on).cpu, asUnmapped(off).cpu]).toEqual([copy(phys, slot), out])
      expect(asMapped(on).bounced).toHaveLength(1)
    }
  })
  it('as far as there are slots; a list that needs more is EIO, and gives back those it had', () => {
    expect(rcs(map('all', 'B', ...four), map('one', 'B', { bar: 'A0', offset: 4 * LARGEST }))).toEqual([0, -5])
    expect(rcs(map('five', 'B', ...four, chunk(4)), map('four', 'B', ...four))).toEqual([-5, 0])
  })
  it('and unmap gives back the slots of its own list only', () => {
    const [one, three] = [four.slice(0, 1), four.slice(1)]
    const before = [map('one', 'B', ...one), map('three', 'B', ...three), unmap('one')]
    expect(rcs(...before, map('again', 'B', ...one), map('no', 'B', chunk(4)))).toEqual([0, 0, 0, -5])
  })
})

describe('a page of RAM', () => {
  it('is mapped by every design, without a mark', () => {
    for (const design of designs) {
      const [off, translating] = [MIXED, behindIommu()].map((file) => mapped(file, 'B', [{ ram: 0x3000 }], design))
      expect([off.rc, off.table[0].dma, off.table[0].marked], design.id).toEqual([0, 0x3000, false])
      expect([translating.rc, translating.table[0].marked], design.id).toEqual([0, false])
      // soft-iommu takes the operations of the switch, which know no IOMMU.
      expect(translating.table[0].dma === 0x3000, design.id).toBe(design.id === 'soft-iommu')
    }
  })
})
