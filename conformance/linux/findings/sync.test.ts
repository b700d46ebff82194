/** LAT-4 of the model beside the booted Linux: a bus address that is the number of somebody's bounce buffer is synced. */
import { describe, expect, it } from 'vitest'
import linux612 from '../../../model/designs/releases/linux-6.12.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import type { Outcome } from '../../../model/outcome.ts'
import { compile } from '../../../model/scenario/file.ts'
import { step } from '../../../model/step.ts'
import { boot } from '../../../model/world.ts'
import { readRecording } from './finding.ts'

const { scenario, asked } = readRecording('lat4')!
const BAR_OF_A = 0x4000000000
const RAM = 0x100000

/** The machine of the finding, where everything bounces (`swiotlb=force`), and A's BAR has this bus address. */
const machine = (bus: number): MachineFile => ({
  ...scenario.machine,
  hosts: [{ ...scenario.machine.hosts[0], offset: BAR_OF_A - bus }],
  functions: scenario.machine.functions.map((f) => ({
    ...f,
    forceBounce: true,
    ...(f.name === 'A' ? { bar: { ...f.bar!, base: bus } } : {}),
  })),
})

const direction = 'DMA_BIDIRECTIONAL'
/** Its lines, as steps. */
const STEPS: readonly StepFile[] = [
  { dma_map_page: { as: 'of C', client: 'C', direction, page: { ram: RAM } } },
  { pci_p2pdma_add_resource: { provider: 'A' } },
  { dma_map_sgtable: { as: 'list', client: 'B', direction, list: [{ bar: 'A' }] } },
  { dma_sync_sgtable: { map: 'list', for: 'cpu' } },
  { dma_map_page: { as: 'of B', client: 'B', direction, page: { ram: RAM + 0x2000 } } },
  { dma_sync_sgtable: { map: 'list', for: 'cpu' } },
  { dma_sync_sgtable: { map: 'list', for: 'device' } },
  { dma_unmap_sgtable: { map: 'list' } },
]

const outcomes = (bus: number): Outcome[] => {
  const { machine: m, operations } = compile({ machine: machine(bus), steps: [...STEPS] })
  let world = boot(linux612, m)
  return operations.map((operation, index) => {
    const { world: after, outcome } = step(linux612, world, index, operation, () => 0)
    world = after
    return outcome
  })
}
const [first] = outcomes(BAR_OF_A)
const slotOfC = first.kind === 'mapped' ? first.bounced![0].slot : NaN

/** Of the steps that sync or unmap: memory that the CPU copied, from where C's memory begins, and how many bytes. */
const copiedBy = (bus: number): number[][][] =>
  outcomes(bus).flatMap((outcome) => {
    if (outcome.kind !== 'synced' && outcome.kind !== 'unmapped') return []
    const bounced = (outcome.cpu ?? []).filter(({ how }) => how === 'bounce')
    return [bounced.map(({ phys, length }) => [phys - RAM, length])]
  })

describe('a sync of a bus address', () => {
  it('copies what it does in the booted Linux, where a bounce buffer has that number', () => {
    const ram = parseInt(asked.find(([line]) => line.startsWith('page '))![1].split(' ')[1], 16)
    const linux = asked.flatMap(([line, ...answer]) => {
      if (!/^(?:sync|unmap) /.test(line)) return []
      const copied = answer.filter((one) => one.startsWith('copied '))
      return [
        copied.map((one) => {
          const [phys, out, into] = one
            .split(' ')
            .slice(1)
            .map((text) => parseInt(text, 16))
          return [phys - ram, out + into]
        }),
      ]
    })
    expect(copiedBy(slotOfC)).toEqual(linux)
    expect(linux).toEqual([[], [[0, 0x1000]], [[0, 0x1000]], []])
  })

  it('and nothing where none has', () => {
    expect(copiedBy(BAR_OF_A)).toEqual([[], [], [], []])
  })
})
