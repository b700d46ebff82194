/**
 * Bounce buffers: rules DD-2, DD-3, DD-5 and DX-11. Where the pool of them lies, and how big it is, is the model's affair.
 */
import { describe, expect, it } from 'vitest'
import { phys, type Phys } from '../../../model/address.ts'
import type { CpuTouch } from '../../../model/kernel/effects.ts'
import type { Direction } from '../../../model/kernel/lib/scatterlist.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import type { SegmentFile } from '../../../model/operations/memory.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import { GIB, MIB, MIXED, PAGE, behindIommu, change } from './machines.ts'
import { add, adds, map, mapped, mappings, outcomes, unmap } from './ask.ts'
import { EIO, EREMOTEIO, asMapped, asUnmapped, dmaFields } from './answers.ts'
import { expectSlots } from './slots.ts'

const mapWith = (as: string, direction: Direction, ...list: SegmentFile[]): StepFile => ({
  dma_map_sgtable: { as, client: 'B', direction, list },
})

describe('bounce buffers (swiotlb)', () => {
  const forced = change(MIXED, { B: { forceBounce: true } })
  const LARGEST = 0x40000
  const largest = (i: number): SegmentFile => ({ ram: i * LARGEST, length: LARGEST })

  it('DD-3: a device that must bounce bounces RAM that it could reach, and never peer memory', () => {
    const { rc, table: entries, bounced } = mapped(forced, 'B', [{ ram: 0x3000 }, { ram: 0x9200, length: 0x400 }])
    expect(rc).toBe(0)
    expectSlots(forced, bounced, [
      [0x3000, PAGE],
      [0x9200, 0x400],
    ])
    expect(dmaFields(entries)).toEqual(bounced!.map(({ slot, length }) => [slot, length, false]))
    expect(['A0', 'E', 'F'].map((bar) => mapped(forced, 'B', [{ bar }]).rc)).toEqual([0, -EIO, -EREMOTEIO])
    expect(mapped(forced, 'C', [{ bar: 'E' }]).rc).toBe(0)
  })

  it('DD-3: dma_map_page bounces RAM likewise, and refuses any peer memory', () => {
    const rcOf = (page: SegmentFile) =>
      mappings(forced, [...adds([page]), { dma_map_page: { client: 'B', page } }]).map(({ rc }) => rc)
    expect(rcOf({ ram: 0x3000 })).toEqual([0])
    expect(['A0', 'E', 'F'].map((bar) => rcOf({ bar }))).toEqual([[-EIO], [-EIO], [-EIO]])
  })

  it('DX-11: a slot has 256 KiB at most', () => {
    expect(mapped(forced, 'B', [largest(0)]).rc).toBe(0)
    expect(mapped(forced, 'B', [{ ram: 0, length: LARGEST + 1 }]).rc).toBe(-EIO)
  })

  it('DD-2: a list for which the pool is too small is EIO, and gives back what it had taken', () => {
    const rcs = mappings(forced, [
      map('too many', 'B', ...[0, 1, 2, 3, 4].map(largest)),
      map('all', 'B', ...[0, 1, 2, 3].map(largest)),
      map('one more', 'B', largest(4)),
    ]).map(({ rc }) => rc)
    expect(rcs).toEqual([-EIO, 0, -EIO])
  })

  it('DD-3: a slot lies inside the pool as a whole, and apart from all others', () => {
    const half = { ram: 0, length: LARGEST / 2 }
    const filled = [map('most', 'B', largest(0), largest(1), largest(2), half), map('no', 'B', largest(3))]
    expect(mappings(forced, filled).map(({ rc }) => rc)).toEqual([0, -EIO])
    const steps = [
      map('one', 'B', { ram: 0x3000 }),
      map('two', 'B', { ram: 0x4000 }),
      unmap('one'),
      map('across', 'B', { ram: 0x5f00, length: 0x200 }),
    ]
    const [, two, across] = mappings(forced, steps)
    expectSlots(
      forced,
      [...two.bounced!, ...across.bounced!],
      [
        [0x4000, PAGE],
        [0x5f00, 0x200],
      ],
    )
  })

  it('DD-3: a machine with too little RAM for a pool cannot bounce', () => {
    const small = { ...forced, ram: [{ base: 0, size: MIB / 2 }] }
    expect(mapped(small, 'B', [{ ram: 0 }]).rc).toBe(-EIO)
  })

  it('DD-2: peer memory that is refused gives back the slots of the entries before it', () => {
    const full = [0, 1, 2, 3].map(largest)
    const steps = [add('E'), map('refused', 'B', ...full, { bar: 'E' }), map('all', 'B', ...full)]
    expect(mappings(forced, steps).map(({ rc }) => rc)).toEqual([-EIO, 0])
  })

  it('DD-5: unmap releases the slots of its own list only', () => {
    const steps = [
      map('one', 'B', largest(0)),
      map('three', 'B', ...[1, 2, 3].map(largest)),
      unmap('one'),
      map('again', 'B', largest(4)),
      map('no', 'B', largest(5)),
    ]
    const [one, , again, no] = mappings(forced, steps)
    expect([again.rc, no.rc]).toEqual([0, -EIO])
    expect(again.table[0].dma).toBe(one.table[0].dma)
  })

  it('DD-5: unmap releases by DMA address, where that is not the physical one', () => {
    const arm: MachineFile = {
      ...forced,
      cpu: { vendor: 'other', family: 8 },
      hosts: [{ name: 'hb0', inbound: [{ bus: 0x80000000, phys: 0, size: 0x8000000000 }] }, { name: 'hb1' }],
    }
    const all = [0, 1, 2, 3].map(largest)
    const steps = [map('one', 'B', ...all), unmap('one'), map('two', 'B', ...all)]
    const [one, two] = mappings(arm, steps)
    expect([one.rc, two.rc]).toEqual([0, 0])
    expect(one.table.map(({ dma }) => dma)).toEqual(one.bounced!.map(({ slot }) => slot + 0x80000000))
  })

  it('DD-5: on x86 nobody reads inbound windows, at unmap neither', () => {
    const inbound = [{ bus: 0, phys: 0x10000000, size: GIB }]
    const x86: MachineFile = { ...forced, hosts: [{ name: 'hb0', inbound }, { name: 'hb1' }] }
    const all = [0, 1, 2, 3].map(largest)
    const [one, two] = mappings(x86, [map('one', 'B', ...all), unmap('one'), map('two', 'B', ...all)])
    expect([one.rc, two.rc]).toEqual([0, 0])
    expect(one.table.map(({ dma }) => dma)).toEqual(one.bounced!.map(({ slot }) => slot))
  })

  it('DD-3: a slot that no inbound window holds is no help, and nothing is copied', () => {
    const inbound = [{ bus: 0x80000000, phys: 0, size: 128 * MIB }]
    const arm: MachineFile = {
      ...forced,
      cpu: { vendor: 'other', family: 8 },
      hosts: [{ name: 'hb0', inbound }, { name: 'hb1' }],
    }
    const { rc, cpu } = mapped(arm, 'B', [{ ram: 0x3000 }])
    expect([rc, cpu]).toEqual([-EIO, []])
  })

  it('DD-3: a slot may end where the mask does, and no byte later', () => {
    const some = (size: number, n: number): number => {
      const small = { ...change(forced, { B: { forceBounce: true, dmaBits: 24 } }), ram: [{ base: 0, size }] }
      return mapped(small, 'B', [0, 1, 2, 3].slice(0, n).map(largest)).rc
    }
    expect([some(16 * MIB, 4), some(16 * MIB + PAGE, 4), some(16 * MIB + PAGE, 3)]).toEqual([0, -EIO, 0])
    expect([some(16 * MIB + MIB / 2, 2), some(16 * MIB + MIB / 2, 3)]).toEqual([0, -EIO])
  })

  const WAYS: readonly (readonly [Direction, boolean])[] = [
    ['DMA_TO_DEVICE', false],
    ['DMA_FROM_DEVICE', true],
    ['DMA_BIDIRECTIONAL', true],
  ]
  it.each(WAYS)('DD-3, DD-5: map copies into the slot, unmap copies out of it: %s: %s', (direction, out) => {
    for (const file of [forced, behindIommu({ untrusted: true })]) {
      const [on, off] = outcomes(file, [mapWith('m', direction, { ram: 0x3200, length: 0x100 }), unmap('m')])
      const [{ slot }] = asMapped(on).bounced!
      const copy = (from: Phys, to: Phys): CpuTouch[] => [
        { phys: phys(0x3200), length: 0x100, how: 'bounce', copied: { from, to } },
      ]
      const back = out ? copy(slot, phys(0x3200)) : []
      expect([asMapped(on).cpu, asUnmapped(off).cpu]).toEqual([copy(phys(0x3200), slot), back])
    }
  })
})
