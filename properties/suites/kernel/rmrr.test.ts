/**
 * Memory that firmware maps one to one (DI-24).
 */
import { describe, expect, it } from 'vitest'
import { overlaps } from '../../../model/address.ts'
import linux612 from '../../../model/designs/releases/linux-6.12.ts'
import { tableOf } from '../../../model/kernel/iommu/domain.ts'
import type { FunctionFile, MachineFile } from '../../../model/machine/file.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import { tellProblem } from '../../../model/problem.ts'
import { compile } from '../../../model/scenario/file.ts'
import { checkScenario } from '../../../model/scenario/problems.ts'
import { run } from '../../../spec/judge.ts'

const AT = 0xfffe0000
const rmrr = [{ base: AT, size: 0x2000 }]
const endpoint = (name: string, at: string, more: Partial<FunctionFile> = {}): FunctionFile => ({
  name,
  type: 'root complex integrated endpoint',
  on: 'hb0',
  at,
  ...more,
})
const machine = (iommu: 'translating' | 'passthrough', ...functions: FunctionFile[]): MachineFile => ({
  ram: [
    { base: 0, size: 0x20000000 },
    { base: AT, size: 0x10000 },
  ],
  hosts: [{ name: 'hb0', iommu }],
  functions,
})
const stray = (client: string, ram: number): StepFile => ({
  unmapped_dma: { client, access: 'write', target: { ram } },
})
const map = (client: string, pages: number): StepFile => ({
  dma_map_sgtable: {
    as: `${client}${pages}`,
    client,
    direction: 'DMA_TO_DEVICE',
    list: [{ ram: 0, length: pages * 0x1000 }],
  },
})
const events = (file: MachineFile, ...steps: StepFile[]) => run(linux612, compile({ machine: file, steps }), () => 0)
const landings = (file: MachineFile, ...steps: StepFile[]): string[] =>
  events(file, ...steps).flatMap(({ outcome }) =>
    outcome.kind === 'transfer' ? outcome.transactions.map(({ landing }) => landing.kind) : [],
  )

describe('memory that firmware maps one to one', () => {
  const two = machine('translating', endpoint('A', '10.0', { rmrr }), endpoint('B', '11.0'))

  it('is reached by its function without a mapping, to the last byte, and by no other', () => {
    expect(landings(two, stray('A', AT), stray('A', AT + 0x1000))).toEqual(['ram', 'ram'])
    expect(landings(two, stray('A', AT + 0x2000), stray('B', AT))).toEqual(['nowhere', 'nowhere'])
  })

  it('is of the group: its second function reaches it, too, and it is mapped once', () => {
    const group = machine('translating', endpoint('A', '10.0', { rmrr }), endpoint('B', '10.1', { rmrr }))
    expect(landings(group, stray('A', AT), stray('B', AT))).toEqual(['ram', 'ram'])
    const [{ before }] = events(group, stray('A', AT))
    expect(tableOf(before.hw, 0)).toHaveLength(1)
  })

  it('is no IOVA for anybody of the group', () => {
    for (const pages of [1, 4, 32]) {
      const [{ after }] = events(two, map('A', pages))
      const [firmware, ...mapped] = tableOf(after.hw, 0)
      expect(mapped).toHaveLength(1)
      for (const row of mapped) expect(overlaps(row.iova, row.size, firmware.iova, firmware.size)).toBe(false)
    }
    // Where nothing is kept free the allocator would go there: the highest range below 4 GiB.
    const [{ after }] = events(machine('translating', endpoint('A', '10.0'), endpoint('B', '11.0')), map('A', 32))
    const [row] = tableOf(after.hw, 0)
    expect(overlaps(row.iova, row.size, AT, 0x2000)).toBe(true)
  })

  it.each([
    ['base', { base: 0x800, size: 0x1000 }, /rmrr\[0\]: found 0x800\+0x1000; accepted: whole pages/],
    ['size', { base: 0x1000, size: 0 }, /accepted: whole pages of 4096 bytes, one at least/],
    [
      'a half',
      { base: AT + 0x1000, size: 0x2000 },
      /which meets .*; accepted: the same range, or one that does not meet it/,
    ],
  ])('is refused with a wrong %s', (_, wrong, message) => {
    const file = machine('translating', endpoint('A', '10.0', { rmrr }), endpoint('B', '11.0', { rmrr: [wrong] }))
    const checked = checkScenario({ machine: file, steps: [] })
    expect(checked._tag === 'Left' ? checked.left.map(tellProblem).join('\n') : '').toMatch(message)
  })

  it('gives its function to no user, behind an IOMMU that passes through as well', () => {
    for (const iommu of ['translating', 'passthrough'] as const) {
      const file = machine(iommu, endpoint('A', '10.0', { rmrr }))
      const [{ outcome }] = events(file, { iommu_map: { as: 'm', client: 'A', iova: 0x40000000, memory: { ram: 0 } } })
      expect(outcome).toMatchObject({ kind: 'chosen', rc: -22, because: 'firmware maps' })
    }
  })
})
