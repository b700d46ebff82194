/**
 * Who has an IOMMU group, and in which domain it is then (`iommu_device_use_default_domain`, `__iommu_take_dma_ownership`).
 */
import { describe, expect, it } from 'vitest'
import { givenBack, takenByUser } from '../../../model/kernel/iommu/owner.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import { compile } from '../../../model/scenario/file.ts'
import { run, watch } from '../../../spec/judge.ts'
import { tagSufficient } from '../../../spec/rules/lists/tag-sufficient.ts'
import { rowsOf } from './answers.ts'
import { add, events, linux612, map, mappings, outcomes, unmap } from './ask.ts'
import { PAGE, behindIommu, change, fn } from './machines.ts'
import { answers, choose } from './user-space.ts'

const ON = behindIommu()

describe('a group that user space has (DI-30)', () => {
  const free: StepFile = { iommu_unmap: { map: 'm' } }

  it('is given to no other interface, until all is taken back', () => {
    const [vfio, iommufd] = [choose('m', 0x10000), choose('n', 0x20000, { client: 'C', by: 'iommufd' })]
    expect(answers(ON, vfio, iommufd, free, { iommu_map: { ...iommufd.iommu_map!, as: 'o' } })).toEqual([
      '0',
      '-EBUSY group of another user',
      'unmapped',
      '0',
    ])
    expect(answers(ON, choose('m', 0x10000, { by: 'iommufd' }), choose('n', 0x20000, { client: 'C' }))).toEqual([
      '0',
      '-EBUSY group of another user',
    ])
    expect(answers(ON, vfio, choose('n', 0x20000, { client: 'C' }))).toEqual(['0', '0'])
  })

  it('is not given away while a driver in it offers its BAR, and none is bound to offer one while user space has it', () => {
    const file = change(ON, { C: { bar: { size: 0x200000 } } })
    const mine = choose('m', 0x10000)
    const unbind: StepFile = { unbind: { provider: 'C' } }
    expect(answers(file, add('C'), mine, unbind, choose('n', 0x10000))).toEqual([
      'added',
      '-EPERM group in use',
      'unbound',
      '0',
    ])
    expect(answers(file, mine, add('C'), free, add('C'))).toEqual(['0', 'skipped', 'unmapped', 'added'])
    // Another group’s BAR is nothing to it.
    expect(answers(file, add('E'), mine)).toEqual(['added', '0'])
  })

  /** What waits for a flush at 0xfffff000; and a driver that is gone. */
  const LAZY = { ...ON, hosts: ON.hosts.map((host) => ({ ...host, iommu: 'translating lazily' as const })) }
  const gone = [map('k', 'B', { ram: 0x900000 }), unmap('k')]

  it('is held by nothing that waits for a flush, and none of that is in its domain', () => {
    const at = 2 ** 32 - PAGE
    const mine = choose('m', at, { memory: { ram: 0x100000 } })
    expect(answers(LAZY, ...gone, mine)).toEqual(['mapped', 'unmapped', '0'])
    const run = events(LAZY, [...gone, mine, { dma: { map: 'm' } }, { fq_flush_timeout: { client: 'C' } }])
    const transfer = run[3].outcome
    expect(transfer.kind === 'transfer' && transfer.transactions.map(({ landing }) => landing)).toMatchObject([
      { kind: 'ram', address: 0x100000 },
    ])
    expect(run[4].outcome.kind).toBe('done')
    // The timer has freed the range of the driver's mapping for the next one.
    expect(
      mappings(LAZY, [...gone, mine, { fq_flush_timeout: { client: 'C' } }, free, map('l', 'B', { ram: 0 })]).map(
        ({ table }) => table[0].dma,
      ),
    ).toEqual([at, at])
  })

  it('is in a domain of its own, and in its default domain again as soon as it has a driver', () => {
    const PASSING = { ...ON, hosts: ON.hosts.map((host) => ({ ...host, iommu: 'passthrough' as const })) }
    const use: StepFile = { unmapped_dma: { client: 'C', access: 'write', target: { ram: 0x900000 } } }
    const landing = (file: MachineFile, ...steps: StepFile[]): string => {
      const last = outcomes(file, steps).at(-1)
      return last?.kind === 'transfer' ? last.transactions[0].landing.kind : ''
    }
    const refused = choose('m', 0x10800)
    const again = map('k', 'C', { ram: 0x900000 })
    expect(landing(PASSING, use)).toBe('ram')
    expect(landing(PASSING, refused, use)).toBe('ram')
    expect(landing(PASSING, choose('m', 0x10000), use)).toBe('nowhere')
    // Whoever has the file open still has the group.
    expect(landing(PASSING, choose('m', 0x10000), free, use)).toBe('nowhere')
    expect(landing(PASSING, choose('m', 0x10000), free, again, use)).toBe('ram')
    const [{ table }] = mappings(PASSING, [choose('m', 0x10000), free, again])
    expect(table[0].dma).toBe(0x900000)
    const scenario = compile({ machine: PASSING, steps: [choose('m', 0x10000), free, again] })
    const told = watch(
      tagSufficient,
      run(linux612, scenario, () => 0),
      linux612,
      scenario,
    )
    expect([told.fired, told.broken]).toEqual([false, undefined])
  })

  it('has nothing of what a list that was refused left in its default domain (LAT-3), until that is back', () => {
    const file = { ...ON, ram: [{ base: 0, size: 2 ** 27 }] }
    const before = events(file, [map('k', 'B', { ram: 0x900000 })])[0].after.hw
    const taken = takenByUser(before, fn(before, 'B'))
    expect([rowsOf(taken, fn(before, 'B')), rowsOf(taken, fn(before, 'C'))]).toEqual([[], []])
    expect(takenByUser(taken, fn(before, 'C'))).toBe(taken)
    const back = givenBack(taken, fn(before, 'C'))
    expect(rowsOf(back, fn(before, 'B'))).toEqual(rowsOf(before, fn(before, 'B')))
    expect(givenBack(back, fn(before, 'B'))).toBe(back)
  })

  it('has no driver: nothing is mapped by one, whichever call it would use', () => {
    const calls: StepFile[] = [
      map('k', 'C', { ram: 0x900000 }),
      { dma_map_page: { client: 'C', page: { ram: 0x900000 } } },
      { dma_map_resource: { client: 'B', resource: { bar: 'E' } } },
      { nvme_map_data: { as: 'k', client: 'B', direction: 'DMA_TO_DEVICE', list: [{ ram: 0x900000 }] } },
    ]
    for (const call of calls) {
      const [, told, last] = events(ON, [choose('m', 0x10000), call, free])
      expect(told.outcome.kind).toBe('skipped')
      expect(last.outcome.kind).toBe('unmapped')
      expect(answers(ON, choose('m', 0x10000), free, call).at(-1)).toBe('mapped')
    }
    // Another group keeps its driver.
    expect(answers(ON, choose('m', 0x10000), map('k', 'E', { ram: 0x900000 }))).toEqual(['0', 'mapped'])
  })
})
