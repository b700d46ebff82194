/**
 * S46 and what it assumes, run by run: who has memory when, and what is found in it.
 */
import { describe, expect, it } from 'vitest'
import type { StepFile } from '../../../model/operations/index.ts'
import type { SegmentFile } from '../../../model/operations/memory.ts'
import type { HostFile, MachineFile } from '../../../model/machine/file.ts'
import type { Direction } from '../../../model/kernel/lib/scatterlist.ts'
import { memoryIsHandedOver, requestsLandAsMeant } from '../../../spec/assumptions/index.ts'
import { watch } from '../../../spec/judge.ts'
import { writtenIsRead } from '../../../spec/rules/lifetime/written-is-read.ts'
import { checkScenario } from '../../../model/scenario/problems.ts'
import { add, events, linux612 } from '../kernel/ask.ts'
import * as E from 'fp-ts/lib/Either.js'

/** Below one switch, each bounces or none does. */
const machine = (each: object = { forceBounce: true }, iommu: HostFile['iommu'] = 'off'): MachineFile => ({
  hosts: [{ name: 'hb0', iommu }],
  functions: [
    { name: 'rp', type: 'root port', on: 'hb0' },
    { name: 'up', type: 'switch upstream port', below: 'rp' },
    { name: 'dp0', type: 'switch downstream port', below: 'up' },
    { name: 'dp1', type: 'switch downstream port', below: 'up' },
    { name: 'A', type: 'endpoint', below: 'dp0', bar: { size: 0x200000 }, ...each },
    { name: 'B', type: 'endpoint', below: 'dp1', ...each },
  ],
  devices: [{ name: 'V' }],
})

const RAM = { ram: 0x300000 }
const map = (as: string, client: string, direction: Direction, of: SegmentFile = RAM): StepFile => ({
  dma_map_sgtable: { as, client, direction, list: [of] },
})
const dma = (of: string): StepFile => ({ dma: { map: of } })
const unmap = (of: string): StepFile => ({ dma_unmap_sgtable: { map: of } })
const sync = (of: string, by: 'cpu' | 'device'): StepFile => ({ dma_sync_sgtable: { map: of, for: by } })
const copy = (of: string): StepFile => ({ sg_copy_to_buffer: { map: of } })
const helper = (of: string, name: 'memcpy_to_page'): StepFile => ({ cpu_helper: { map: of, helper: name } })
const write = (as: string, client = 'A', of: SegmentFile = RAM): StepFile[] => [
  map(as, client, 'DMA_FROM_DEVICE', of),
  dma(as),
]
const read = (as: string, client = 'B', of: SegmentFile = RAM): StepFile[] => [
  map(as, client, 'DMA_TO_DEVICE', of),
  dma(as),
]

const seen = (steps: StepFile[], file = machine()) => {
  const happened = events(file, steps)
  const scenario = E.getOrElseW((problems) => {
    throw new Error(JSON.stringify(problems))
  })(checkScenario({ machine: file, steps }))
  const { fired, broken } = watch(writtenIsRead, happened, linux612, scenario)
  return {
    fired,
    broken: broken?.found,
    handed: memoryIsHandedOver.holdsIn!(happened),
    landed: requestsLandAsMeant.holdsIn!(happened),
  }
}

const WELL = { fired: true, broken: undefined, handed: true, landed: true }

describe('S46 WrittenIsRead', () => {
  it.each<readonly [string, StepFile[]]>([
    ['unmapped, and read by a device', [...write('m'), unmap('m'), ...read('n')]],
    ['unmapped, and read by a driver on no bus', [...write('m'), unmap('m'), ...read('n', 'V')]],
    ['by a driver on no bus, and read by a device', [...write('m', 'V'), unmap('m'), ...read('n')]],
    ['synced, and read by the CPU', [...write('m'), sync('m', 'cpu'), copy('m')]],
    ['synced, and read by a device that maps it then', [...write('m'), sync('m', 'cpu'), ...read('n')]],
    [
      'by the CPU, synced, and read by the device',
      [
        ...write('w'),
        unmap('w'),
        map('m', 'B', 'DMA_TO_DEVICE'),
        sync('m', 'cpu'),
        helper('m', 'memcpy_to_page'),
        sync('m', 'device'),
        dma('m'),
      ],
    ],
    ['twice: the newer one', [...write('m'), unmap('m'), ...write('n', 'B'), unmap('n'), ...read('o', 'A')]],
    [
      'and mapped again by who writes nothing',
      [...write('m'), unmap('m'), map('n', 'B', 'DMA_FROM_DEVICE'), unmap('n')],
    ],
  ])('is kept by Linux 6.12 with what is written %s', (_, steps) => {
    for (const each of [{}, { forceBounce: true }]) expect(seen(steps, machine(each))).toEqual(WELL)
  })

  it('is not about what nobody wrote', () => {
    expect(seen(read('n')).fired).toBe(false)
    expect(seen([map('m', 'A', 'DMA_FROM_DEVICE'), unmap('m')]).fired).toBe(false)
  })

  it('nor about what was written before memory was given back', () => {
    const x: SegmentFile = { of: 'x' }
    const take: StepFile = { pci_alloc_p2pmem: { as: 'x', provider: 'A' } }
    const again: StepFile = { pci_alloc_p2pmem: { as: 'y', provider: 'A' } }
    const free: StepFile = { pci_free_p2pmem: { memory: 'x' } }
    const first = [add('A'), take, ...write('m', 'B', x), unmap('m')]
    expect(seen([...first, ...read('n', 'B', x)], machine({})).fired).toBe(true)
    const reused = [add('A'), take, ...write('m', 'B', x)]
    expect(seen([...reused, unmap('m'), free, again, ...read('n', 'B', { of: 'y' })], machine({})).broken).toBe(
      undefined,
    )
  })

  describe('and a device that goes on after the unmap', () => {
    const late: StepFile = { dma: { map: 'm', late: true } }
    const behind = (iommu: 'translating' | 'translating lazily') => machine({}, iommu)

    it('writes nothing that was meant, if it is refused', () => {
      const steps = [map('m', 'A', 'DMA_FROM_DEVICE'), unmap('m'), late, ...read('n')]
      expect(seen(steps, behind('translating'))).toEqual({ ...WELL, fired: false, handed: false })
      const first = [...write('w', 'B'), unmap('w'), ...steps]
      expect(seen(first, behind('translating'))).toEqual({ ...WELL, handed: false })
    })

    it('overwrites what was meant, if an IOTLB lets it through', () => {
      const steps = [...write('m'), unmap('m'), ...write('w', 'B'), unmap('w'), late, ...read('n', 'B')]
      const { broken, handed } = seen(steps, behind('translating lazily'))
      expect([broken, handed]).toEqual([
        'what steps[6] wrote is found for RAM 0x300000, and last written was what steps[4] wrote',
        false,
      ])
    })

    it('reads nothing that is judged', () => {
      const other = map('o', 'B', 'DMA_TO_DEVICE', { ram: 0x400000 })
      const steps = [...write('w'), unmap('w'), ...read('m'), unmap('m'), other, late]
      expect(seen(steps, behind('translating'))).toEqual({ ...WELL, handed: false })
    })
  })

  it('finds bytes of a device whose list was not taken back when its memory was given to another', () => {
    const steps: StepFile[] = [
      add('A'),
      { pci_alloc_p2pmem: { as: 'x', provider: 'A' } },
      map('late', 'B', 'DMA_FROM_DEVICE', { of: 'x' }),
      { pci_free_p2pmem: { memory: 'x' } },
      { pci_alloc_p2pmem: { as: 'y', provider: 'A' } },
      ...write('m', 'B', { of: 'y' }),
      dma('late'),
      unmap('m'),
    ]
    const { broken, handed } = seen(steps, machine({}))
    expect([broken, handed]).toEqual([
      'what steps[7] wrote is found for A+0x0, and last written was what steps[6] wrote',
      false,
    ])
  })
})

describe('memory-is-handed-over', () => {
  const two = [map('m', 'A', 'DMA_FROM_DEVICE'), map('n', 'B', 'DMA_TO_DEVICE')]
  it.each<readonly [string, boolean, StepFile[]]>([
    ['two that read', true, [map('m', 'A', 'DMA_TO_DEVICE'), ...read('n'), dma('m')]],
    ['one that writes, and one that is given the memory too', false, [...two, dma('m')]],
    ['one that reads what another may write', false, [...two, dma('n')]],
    ['one that is given what another has', false, [...write('m'), map('n', 'B', 'DMA_TO_DEVICE')]],
    ['the CPU that reads what a device has', false, [...write('m'), copy('m')]],
    ['the CPU that reads what a device reads', true, [...read('m'), copy('m')]],
    ['the CPU that writes what a device has', false, [...read('m'), helper('m', 'memcpy_to_page')]],
    [
      'the CPU that writes what comes from a device',
      false,
      [...write('m'), sync('m', 'cpu'), helper('m', 'memcpy_to_page')],
    ],
    [
      'what the CPU wrote, taken back without a sync',
      false,
      [map('m', 'A', 'DMA_BIDIRECTIONAL'), sync('m', 'cpu'), helper('m', 'memcpy_to_page'), unmap('m')],
    ],
    [
      'what the CPU wrote, synced for the CPU once more',
      false,
      [map('m', 'A', 'DMA_BIDIRECTIONAL'), sync('m', 'cpu'), helper('m', 'memcpy_to_page'), sync('m', 'cpu')],
    ],
    [
      'a device that uses what was synced for the CPU',
      false,
      [map('m', 'A', 'DMA_TO_DEVICE'), sync('m', 'cpu'), dma('m')],
    ],
    [
      'a device that has it again',
      true,
      [map('m', 'A', 'DMA_TO_DEVICE'), sync('m', 'cpu'), sync('m', 'device'), dma('m')],
    ],
    ['a device that goes on after the unmap', false, [...write('m'), unmap('m'), { dma: { map: 'm', late: true } }]],
    [
      'a device that writes what nobody mapped',
      false,
      [{ unmapped_dma: { client: 'B', access: 'write', target: RAM } }],
    ],
    ['a device that reads what nobody mapped', true, [{ unmapped_dma: { client: 'B', access: 'read', target: RAM } }]],
  ])('of %s: %s', (_, holds, steps) => {
    expect(seen(steps).handed).toBe(holds)
  })
})

describe('requests-land-as-meant', () => {
  it('is false where S2 is broken', () => {
    expect(seen(write('m'), machine({})).landed).toBe(true)
    expect(seen(write('m'), machine({ masters: false })).landed).toBe(false)
  })
})
