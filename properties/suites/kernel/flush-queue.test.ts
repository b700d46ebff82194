/**
 * Unmaps that wait for the IOTLB (DI-22, DI-23).
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { overlaps } from '../../../model/address.ts'
import linux612, { parts } from '../../../model/designs/releases/linux-6.12.ts'
import freesBeforeFlush from '../../../model/designs/mutants/frees-before-flush.ts'
import { staleOf } from '../../../model/hardware/iotlb.ts'
import { isLazy, tableOf } from '../../../model/kernel/iommu/domain.ts'
import type { Design } from '../../../model/kernel/design.ts'
import { linux } from '../../../model/kernel/linux.ts'
import { compile } from '../../../model/scenario/file.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import { boot } from '../../../model/world.ts'
import { run, watch } from '../../../spec/judge.ts'
import { routeSound } from '../../../spec/rules/routes/route-sound.ts'
import type { FunctionFile, MachineFile } from '../../../model/machine/file.ts'

const A = 0
const UNTRUSTED = 1
const machine = (iommu: 'translating' | 'translating lazily'): MachineFile => ({
  hosts: [{ name: 'hb0', iommu }],
  functions: [
    { name: 'A', type: 'root complex integrated endpoint', on: 'hb0', at: '10.0' },
    { name: 'B', type: 'root complex integrated endpoint', on: 'hb0', at: '11.0', untrusted: true },
  ],
})

const map = (as: string, page: number, pages: number, client = 'A'): StepFile => ({
  dma_map_sgtable: {
    as,
    client,
    direction: 'DMA_TO_DEVICE',
    list: [{ ram: 0x100000 + page * 0x10000, length: pages * 0x1000 }],
  },
})
const unmap = (of: string): StepFile => ({ dma_unmap_sgtable: { map: of } })
const FLUSH: StepFile = { fq_flush_timeout: { client: 'A' } }

const worlds = (steps: StepFile[], file = machine('translating lazily'), design: Design = linux612) =>
  run(design, compile({ machine: file, steps }), () => 0).map(({ after }) => after)

const bootOf = (file: MachineFile) => boot(linux612, compile({ machine: file, steps: [] }).machine)

describe('a flush queue', () => {
  it('keeps what was unmapped out of the table, and in the IOTLB until it is flushed', () => {
    const [mapped, unmapped, flushed] = worlds([map('m', 0, 2), unmap('m'), FLUSH])
    expect(staleOf(mapped.hw, A)).toEqual([])
    expect([tableOf(unmapped.hw, A), staleOf(unmapped.hw, A)]).toEqual([[], tableOf(mapped.hw, A)])
    expect([tableOf(flushed.hw, A), staleOf(flushed.hw, A)]).toEqual([[], []])
  })

  it('is of no function that is not trusted, and of nobody where unmaps are strict', () => {
    const [, lazy] = worlds([map('m', 0, 1, 'B'), unmap('m')])
    expect([isLazy(lazy.hw, UNTRUSTED), staleOf(lazy.hw, UNTRUSTED)]).toEqual([false, []])
    const [, strict] = worlds([map('m', 0, 1), unmap('m')], machine('translating'))
    expect([isLazy(strict.hw, A), staleOf(strict.hw, A)]).toEqual([false, []])
  })

  it('is of no group with a function that is not trusted, whichever of its functions comes first', () => {
    for (const [first, second] of [[{}, { untrusted: true }] as const, [{ untrusted: true }, {}] as const])
      for (const acs of [undefined, ['SV', 'RR', 'CR', 'UF'] satisfies FunctionFile['acs']]) {
        const { hw } = bootOf({
          hosts: [{ name: 'hb0', iommu: 'translating lazily' }],
          functions: [
            { name: 'rp0', type: 'root port', on: 'hb0', ...(acs && { acs }) },
            { name: 'A', type: 'endpoint', below: 'rp0', at: '00.0', ...first },
            { name: 'B', type: 'endpoint', below: 'rp0', at: '00.1', ...second },
          ],
        })
        expect([isLazy(hw, 1), isLazy(hw, 2)]).toEqual([false, false])
        // The port is of the group where it does not isolate.
        expect(isLazy(hw, 0)).toBe(acs !== undefined)
      }
  })

  it.each([
    ['iommu.strict=0', true],
    ['iommu.strict=1', false],
    ['iommu.strict=1 iommu.strict=0', true],
    ['iommu.strict=0 intel_iommu=on,strict', false],
    ['iommu=nopt iommu.strict=0', true],
    ['iommu=pt iommu.strict=0', false],
    ['quiet', false],
  ])('is there after a boot with "%s": %s', (cmdline, is) => {
    const [world] = worlds([{ boot: { cmdline } }], machine('translating'))
    expect(isLazy(world.hw, A)).toBe(is)
  })

  /** What is mapped, unmapped and flushed, in any order. */
  const steps = fc
    .array(
      fc.tuple(fc.constantFrom('map', 'map', 'unmap', 'flush'), fc.nat({ max: 7 }), fc.integer({ min: 1, max: 3 })),
    )
    .map((drawn) =>
      drawn.map(([what, which, pages], i) =>
        what === 'map' ? map(`m${i}`, i, pages) : what === 'flush' ? FLUSH : unmap(`m${which % Math.max(1, i)}`),
      ),
    )
    .map((all) => all.filter((step, i) => !('dma_unmap_sgtable' in step) || named(all.slice(0, i), step)))
  const named = (before: readonly StepFile[], step: StepFile): boolean =>
    before.some(
      (one) =>
        'dma_map_sgtable' in one &&
        'dma_unmap_sgtable' in step &&
        one.dma_map_sgtable.as === step.dma_unmap_sgtable.map,
    )
  const meets = (design: Design, all: StepFile[]): boolean =>
    worlds(all, undefined, design).some(({ hw }) =>
      tableOf(hw, A).some((row) => staleOf(hw, A).some((old) => overlaps(row.iova, row.size, old.iova, old.size))),
    )

  it('never lets a range be mapped again that the IOTLB may still hold', () => {
    fc.assert(
      fc.property(steps, (all) => !meets(linux612, all)),
      { seed: 3, numRuns: 200 },
    )
  })

  it('would, if it gave ranges back at once', () => {
    expect(
      fc.check(
        fc.property(steps, (all) => !meets(freesBeforeFlush, all)),
        { seed: 3, numRuns: 200 },
      ).failed,
    ).toBe(true)
  })
})

/** As many lists of a page, each unmapped before the next one is mapped. */
const filling = (count: number): StepFile[] =>
  Array.from({ length: count }, (_, i) => [map(`m${i}`, i, 1), unmap(`m${i}`)]).flat()

/** Gives all ranges of a full queue back, and leaves the IOTLB alone. */
const overruns = linux(
  { id: 'overruns', summary: 'Linux 6.12 whose full flush queue does not flush', sources: ['DI-27'] },
  {
    ...parts,
    flushQueue: (all, call, client) => ({ ...parts.flushQueue(all, call, client), domains: call.hw.domains }),
  },
)

describe('a flush queue that is full (DI-27)', () => {
  const mapped = (count: number): StepFile[] => Array.from({ length: count }, (_, i) => map(`n${i}`, i, 1))
  /** How many ranges the IOTLB may hold at the end, and the IOVAs of all lists. */
  const told = (steps: StepFile[]) => {
    const after = worlds(steps)
    const bases = after.flatMap(({ hw }, i) => ('dma_map_sgtable' in steps[i] ? [tableOf(hw, A).at(-1)!.iova] : []))
    return { stale: after.map(({ hw }) => staleOf(hw, A).length), bases }
  }

  it('holds 255 ranges, and all wait', () => {
    const { stale, bases } = told([...filling(255), map('last', 0, 1)])
    expect(stale.at(-1)).toBe(255)
    expect(new Set(bases).size).toBe(256)
  })

  it('is flushed when one more comes, which waits alone', () => {
    const { stale, bases } = told([...filling(256), ...mapped(256)])
    expect(stale.at(-1)).toBe(0)
    expect(bases.slice(256, 511)).toEqual(bases.slice(0, 255))
    expect(bases.slice(0, 511)).not.toContain(bases.at(-1))
  })

  it.each([
    [linux612, false],
    [overruns, true],
  ])('is flushed, or else the next list leads to old memory (S2): $id', (design, breaks) => {
    const scenario = compile({
      machine: machine('translating lazily'),
      steps: [...filling(256), map('last', 256, 1), { dma: { map: 'last' } }],
    })
    const { broken } = watch(
      routeSound,
      run(design, scenario, () => 0),
      design,
      scenario,
    )
    expect(broken !== undefined).toBe(breaks)
  })
})
