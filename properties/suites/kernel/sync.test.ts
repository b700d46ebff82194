/**
 * Mapped memory taken back page by page, and handed over between CPU and device (`kernel/dma`, `drivers/iommu`, 6.12).
 *
 * DD-6, DI-13, LAT-4.
 */
import { describe, expect, it } from 'vitest'
import type { Direction } from '../../../model/kernel/lib/scatterlist.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import type { SegmentFile } from '../../../model/operations/memory.ts'
import { add, outcomes } from './ask.ts'

/** Two endpoints behind one switch, B the client. */
const machine = (b: object, host: object = {}): MachineFile => ({
  hosts: [{ name: 'hb0', ...host }],
  functions: [
    { name: 'rp', type: 'root port', on: 'hb0' },
    { name: 'up', type: 'switch upstream port', below: 'rp' },
    { name: 'dp0', type: 'switch downstream port', below: 'up' },
    { name: 'dp1', type: 'switch downstream port', below: 'up' },
    { name: 'A', type: 'endpoint', below: 'dp0', bar: { size: 0x200000 } },
    { name: 'B', type: 'endpoint', below: 'dp1', bar: { size: 0x200000 }, ...b },
  ],
})

const mapped = (direction: Direction, ...list: SegmentFile[]): StepFile => ({
  dma_map_sgtable: { as: 'm', client: 'B', direction, list },
})
const sync = (by: 'cpu' | 'device'): StepFile => ({ dma_sync_sgtable: { map: 'm', for: by } })
const RAM = { ram: 0x100000 }
const touches = (file: MachineFile, ...steps: StepFile[]) => {
  const last = outcomes(file, [add('A'), ...steps]).at(-1)!
  return 'cpu' in last ? (last.cpu ?? []) : last.kind
}

describe('dma_sync_sgtable (DD-6)', () => {
  it('does nothing for a coherent client that never bounced', () => {
    expect(touches(machine({}), mapped('DMA_BIDIRECTIONAL', RAM, { bar: 'A' }), sync('cpu'))).toEqual([])
  })

  it.each([
    ['cpu', 'DMA_FROM_DEVICE', 1],
    ['cpu', 'DMA_TO_DEVICE', 0],
    ['device', 'DMA_FROM_DEVICE', 0],
    ['device', 'DMA_TO_DEVICE', 1],
    ['cpu', 'DMA_BIDIRECTIONAL', 1],
    ['device', 'DMA_BIDIRECTIONAL', 1],
  ] as const)('for the %s copies a bounced page of a %s list %s times', (by, direction, copies) => {
    const file = machine({ forceBounce: true })
    const copied = { phys: RAM.ram, length: 0x1000, how: 'bounce' }
    expect(touches(file, mapped(direction, RAM), sync(by))).toMatchObject(Array.from({ length: copies }, () => copied))
  })

  it('without an IOMMU flushes what has the number of the bus address, whoever owns it (LAT-4)', () => {
    const flushed = (offset: number) =>
      touches(machine({ coherent: false }, { offset }), mapped('DMA_TO_DEVICE', { bar: 'A' }), sync('device'))
    const bar = 0x4000000000
    expect(flushed(0)).toEqual([{ phys: bar, length: 0x1000, how: 'cache maintenance' }])
    expect(flushed(0x80000000)).toEqual([{ phys: bar - 0x80000000, length: 0x1000, how: 'cache maintenance' }])
  })

  it('behind an IOMMU that translates flushes the pages themselves, those of bus addresses too', () => {
    const file = machine({ coherent: false }, { iommu: 'translating', offset: 0x80000000 })
    expect(touches(file, mapped('DMA_TO_DEVICE', RAM, { bar: 'A' }), sync('device'))).toEqual([
      { phys: RAM.ram, length: 0x1000, how: 'cache maintenance' },
      { phys: expect.any(Number), length: 0x1000, how: 'cache maintenance' },
    ])
  })

  it('of a list that was refused or taken back is skipped', () => {
    const gone: StepFile = { dma_unmap_sgtable: { map: 'm' } }
    expect(touches(machine({}), mapped('DMA_TO_DEVICE', RAM), gone, sync('cpu'))).toBe('skipped')
  })
})

describe('dma_unmap_page, dma_unmap_resource (DI-13)', () => {
  const page = (bytes: SegmentFile): StepFile => ({
    dma_map_page: { as: 'm', client: 'B', direction: 'DMA_FROM_DEVICE', page: bytes },
  })
  const resource: StepFile = { dma_map_resource: { as: 'm', client: 'B', resource: { bar: 'A' } } }
  const ranges = (file: MachineFile, ...steps: StepFile[]) => {
    const last = outcomes(file, [add('A'), ...steps]).at(-1)!
    return last.kind === 'unmapped' ? [last.unmapped?.map(({ size }) => size) ?? [], last.cpu ?? []] : last.kind
  }
  const translating = { iommu: 'translating' }

  it('take the range from the IOMMU; of a page caches are flushed, of a resource never', () => {
    const file = machine({ coherent: false }, translating)
    expect(ranges(file, page(RAM), { dma_unmap_page: { map: 'm' } })).toEqual([
      [0x1000],
      [{ phys: RAM.ram, length: 0x1000, how: 'cache maintenance' }],
    ])
    expect(ranges(file, resource, { dma_unmap_resource: { map: 'm' } })).toEqual([[0x1000], []])
  })

  it('copy back what bounced for a device that wrote, and give the slot back', () => {
    const file = machine({ forceBounce: true })
    const copied = { phys: RAM.ram, length: 0x1000, how: 'bounce' }
    expect(ranges(file, page(RAM), { dma_unmap_page: { map: 'm' } })).toMatchObject([[], [copied]])
  })

  it('have nothing to do without an IOMMU for a resource', () => {
    expect(ranges(machine({ coherent: false }), resource, { dma_unmap_resource: { map: 'm' } })).toEqual([[], []])
  })
})
