/**
 * What devices keep is flushed with what was unmapped (DI-25, DI-26).
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { within } from '../../../model/address.ts'
import devicesBeforeIotlb from '../../../model/designs/mutants/devices-before-iotlb.ts'
import forgetsDevices from '../../../model/designs/mutants/forgets-devices.ts'
import waitsForNoDevice from '../../../model/designs/mutants/waits-for-no-device.ts'
import forgetsIotlb from '../../../model/designs/mutants/forgets-iotlb.ts'
import tellsOneDevice from '../../../model/designs/mutants/tells-one-device.ts'
import linux612, { parts } from '../../../model/designs/releases/linux-6.12.ts'
import { staleOf } from '../../../model/hardware/iotlb.ts'
import type { Design } from '../../../model/kernel/design.ts'
import { devicesWithAts, EVERYTHING } from '../../../model/kernel/iommu/device-tlb.ts'
import { tableOf } from '../../../model/kernel/iommu/domain.ts'
import { mine, told } from '../../outside/mine.ts'
import { compile } from '../../../model/scenario/file.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import { run } from '../../../spec/judge.ts'
import type { MachineFile } from '../../../model/machine/file.ts'

const A = 0
type Lazy = 'translating' | 'translating lazily'
const machine = (iommu: Lazy): MachineFile => ({
  hosts: [{ name: 'hb0', iommu }],
  functions: [
    { name: 'A', type: 'root complex integrated endpoint', on: 'hb0', at: '10.0', ats: true },
    { name: 'B', type: 'root complex integrated endpoint', on: 'hb0', at: '10.1', ats: true },
    { name: 'C', type: 'root complex integrated endpoint', on: 'hb0', at: '10.2' },
    { name: 'D', type: 'root complex integrated endpoint', on: 'hb0', at: '11.0', ats: true },
    { name: 'E', type: 'root complex integrated endpoint', on: 'hb0', at: '12.0' },
  ],
})
const map = (as: string, page: number, client = 'A'): StepFile => ({
  dma_map_sgtable: { as, client, direction: 'DMA_TO_DEVICE', list: [{ ram: 0x100000 + page * 0x10000 }] },
})
const use = (of: string): StepFile => ({ dma: { map: of, translated: true } })
const unmap = (of: string): StepFile => ({ dma_unmap_sgtable: { map: of } })
const FLUSH: StepFile = { fq_flush_timeout: { client: 'A' } }
const worlds = (steps: StepFile[], iommu: Lazy = 'translating', design: Design = linux612) =>
  run(design, compile({ machine: machine(iommu), steps }), () => 0).map(({ after }) => after)

describe('a flush of what devices keep', () => {
  const [{ hw }] = worlds([map('m', 0)])

  it('tells the IOTLB, then each function of the group that has ATS, and waits', () => {
    expect(devicesWithAts(hw, A)).toEqual([0, 1])
    const range = EVERYTHING
    expect(parts.flushDevices(hw, A, range)).toEqual([
      { kind: 'IOTLB', range },
      { kind: 'device TLB', function: 0, range },
      { kind: 'device TLB', function: 1, range },
      { kind: 'wait' },
    ])
  })
  it('tells the IOTLB alone where no function of the group has ATS', () => {
    const E = 4
    const range = EVERYTHING
    expect(parts.flushDevices(hw, E, range)).toEqual([{ kind: 'IOTLB', range }, { kind: 'wait' }])
    const stale = (design: Design) =>
      worlds([map('m', 0, 'E'), unmap('m')], 'translating', design).map((world) => staleOf(world.hw, E).length)
    expect([stale(linux612), stale(forgetsIotlb)]).toEqual([
      [0, 0],
      [0, 1],
    ])
  })
  it.each<[answer: unknown, says: string]>([
    [undefined, 'flushDevices: found undefined; accepted: a list of {kind'],
    ['wait', 'flushDevices: found "wait"; accepted: a list of {kind'],
    [[{ kind: 'wait' }, 'wait'], 'flushDevices[1]: found "wait"; accepted: {kind'],
    [[{ kind: 'device IOTLB', function: 0, range: EVERYTHING }], 'flushDevices[0]: found {"kind":"device IOTLB"'],
    [[{ kind: 'device TLB', function: 99, range: EVERYTHING }], 'flushDevices[0]: found {"kind":"device TLB"'],
    [[{ kind: 'device TLB', range: EVERYTHING }], 'flushDevices[0]: found {"kind":"device TLB"'],
    [[{ kind: 'IOTLB', range: { base: 0, size: 1 } }], 'flushDevices[0]: found {"kind":"IOTLB"'],
  ])('that is %j is refused: no IOMMU has such a command', (answer, says) => {
    const nonsense = mine({ flushDevices: () => answer })
    expect(told(() => worlds([map('m', 0), unmap('m')], 'translating', nonsense))).toContain(says)
  })
  it.each([
    ['pci=nomsi', 1],
    ['pci=noats', 0],
    ['pci=disable_acs_redir=00:10.0,noats', 0],
    ['noats', 1],
  ])('is never needed where ATS is off for all: with %s a device keeps %i', (cmdline, kept) => {
    const steps: StepFile[] = [{ boot: { cmdline } }, map('m', 0), use('m')]
    const last = worlds(steps, 'translating').at(-1)!
    expect(last.hw.kept.get(A)?.length ?? 0).toBe(kept)
    expect(devicesWithAts(last.hw, A)).toEqual(kept === 0 ? [] : [0, 1])
  })
  it('goes with a strict unmap, and a lazy one leaves it to the flush queue', () => {
    const kept = (iommu: Lazy) =>
      worlds([map('m', 0), use('m'), unmap('m'), FLUSH], iommu).map((world) => world.hw.kept.get(A)?.length ?? 0)
    expect(kept('translating')).toEqual([0, 1, 0, 0])
    expect(kept('translating lazily')).toEqual([0, 1, 1, 0])
  })

  /** What is mapped, used, unmapped and flushed, in any order, for two functions of one group. */
  const steps = fc
    .array(fc.tuple(fc.constantFrom('map', 'map', 'use', 'use', 'unmap', 'flush'), fc.nat({ max: 7 })))
    .map((drawn) => {
      const given: string[] = []
      return drawn.flatMap(([what, which], i): StepFile[] => {
        if (what === 'flush') return [FLUSH]
        if (what === 'map') return [map(given[given.push(`m${i}`) - 1], i, which % 2 === 0 ? 'A' : 'B')]
        const of = given[which % given.length]
        return of === undefined ? [] : [what === 'use' ? use(of) : unmap(of)]
      })
    })
  /** Something is kept that no table has: strictly at any time, lazily once the queue was flushed. */
  const outlives = (design: Design, all: StepFile[], iommu: Lazy): boolean =>
    worlds([...all, FLUSH], iommu, design).some(
      (world, i, { length }) =>
        (iommu === 'translating' || i === length - 1) &&
        [...world.hw.kept].some(([f, rows]) =>
          rows.some((row) => !tableOf(world.hw, f).some(({ iova, size }) => within(row.iova, iova, size))),
        ),
    )

  it.each(['translating', 'translating lazily'] as const)('leaves nothing that no table has: %s', (iommu) => {
    fc.assert(
      fc.property(steps, (all) => !outlives(linux612, all, iommu)),
      { seed: 3, numRuns: 200 },
    )
    for (const design of [forgetsDevices, tellsOneDevice, waitsForNoDevice, devicesBeforeIotlb]) {
      const { failed } = fc.check(
        fc.property(steps, (all) => !outlives(design, all, iommu)),
        { seed: 3, numRuns: 200 },
      )
      expect(failed, design.id).toBe(true)
    }
  })
})
