/**
 * DMA masks and bounce buffers: rules DD-1 to DD-5 and DX-11. Where the pool of bounce buffers
 * lies, and how big it is, is the model's affair.
 */
import { describe, expect, it } from 'vitest'
import { handOver, phys } from '../../../model/address.ts'
import type { Bounce, CpuTouch } from '../../../model/kernel/effects.ts'
import type { Direction } from '../../../model/kernel/lib/scatterlist.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import type { SegmentFile } from '../../../model/operations/memory.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import {
  EIO,
  EREMOTEIO,
  GIB,
  MIB,
  MIXED,
  PAGE,
  T1_LISTED,
  add,
  adds,
  asMapped,
  asUnmapped,
  at,
  barEntry,
  behindIommu,
  busOf,
  change,
  dmaFields,
  map,
  mapped,
  mappings,
  marks,
  outcomes,
  parts,
  powered,
  ramEntry,
  request,
  unmap,
  withPages,
} from './machines.ts'

const inRam = (file: MachineFile, address: number, length: number): boolean =>
  (file.ram ?? [{ base: 0, size: 512 * MIB }]).some(
    ({ base, size }) => address >= base && address + length <= base + size,
  )

/** The slots that a mapping took: in RAM, apart from each other, one for each of the entries that must have one. */
const expectSlots = (file: MachineFile, bounced: readonly Bounce[] | undefined, of: readonly (readonly number[])[]) => {
  expect(bounced?.map(({ phys, length }) => [phys, length])).toEqual(of)
  for (const [i, { slot, length }] of bounced!.entries()) {
    expect(inRam(file, slot, length)).toBe(true)
    for (const other of bounced!.slice(0, i)) expect(overlap(slot, length, other.slot, other.length)).toBe(false)
  }
}
const overlap = (a: number, sizeA: number, b: number, sizeB: number) => a < b + sizeB && b < a + sizeA

const mapWith = (as: string, direction: Direction, ...list: SegmentFile[]): StepFile => ({
  dma_map_sgtable: { as, client: 'B', direction, list },
})

describe('the DMA mask (dma_capable)', () => {
  const ram = [
    { base: 0, size: 128 * MIB },
    { base: 128 * MIB, size: 512 * MIB },
  ]
  /** B reaches the first 256 MiB. */
  const short = { ...change(MIXED, { B: { dmaBits: 28 } }), ram }
  const edge = 256 * MIB

  it('DD-3: RAM up to the last byte that the mask holds is mapped as it is', () => {
    const { rc, table: entries, bounced } = mapped(short, 'B', [{ ram: edge - PAGE }, { ram: edge - 1, length: 1 }])
    expect([rc, bounced]).toEqual([0, []])
    expect(dmaFields(entries)).toEqual([
      [edge - PAGE, PAGE, false],
      [edge - 1, 1, false],
    ])
  })

  it('DD-3: RAM of which one byte lies beyond bounces: its DMA address is that of a slot, and the CPU copies', () => {
    const far: SegmentFile[] = [
      { ram: edge - PAGE, length: PAGE + 1 },
      { ram: edge + 0x5000, length: 0x800 },
    ]
    const { rc, table: entries, bounced, cpu } = mapped(short, 'B', far)
    const of = [
      [edge - PAGE, PAGE + 1],
      [edge + 0x5000, 0x800],
    ]
    expect(rc).toBe(0)
    expectSlots(short, bounced, of)
    expect(dmaFields(entries)).toEqual(bounced!.map(({ slot, length }) => [slot, length, false]))
    for (const { slot, length } of bounced!) expect(slot + length).toBeLessThanOrEqual(edge)
    expect(cpu).toEqual(of.map(([phys, length]) => ({ phys, length, how: 'bounce' })))
  })

  it('DD-3, DD-4: peer memory beyond the mask never bounces: EIO, or EREMOTEIO where it is out of reach', () => {
    expect(mapped(short, 'B', [{ bar: 'E' }]).rc).toBe(-EIO)
    expect(mapped(short, 'B', [{ bar: 'F' }]).rc).toBe(-EREMOTEIO)
    const { rc, table: entries, bounced, cpu } = mapped(short, 'B', [{ ram: edge }, { bar: 'A0' }, { bar: 'E' }])
    expect([rc, marks(entries), bounced ?? []]).toEqual([-EIO, [false, false, false], []])
    expect((cpu ?? []).filter(({ phys }) => !inRam(short, phys, 1))).toEqual([])
  })

  it('DD-1: a bus address is never held against the mask', () => {
    const hw = powered(short)
    const { rc, table: entries } = mapped(short, 'B', [{ bar: 'A0' }])
    expect([rc, ...dmaFields(entries)]).toEqual([0, [busOf(hw, 'A0'), PAGE, true]])
  })

  it('DD-2: EIO of entry i leaves its dma length and all of the entries behind it as they were', () => {
    const hw = powered(short)
    const old = { dma: handOver(phys(0xdead000)), dmaLength: 0xdead }
    const list = [ramEntry(0x5000, PAGE, old), barEntry(hw, 'A0', old), barEntry(hw, 'E', old), ramEntry(0, PAGE, old)]
    const { rc, table: left } = parts.mapSg(parts, at(hw, withPages(hw, 'A0', 'E')), request(hw, 'B', list))
    expect(rc).toBe(-EIO)
    expect(dmaFields(left)).toEqual([
      [0x5000, PAGE, false],
      [busOf(hw, 'A0'), PAGE, false],
      [undefined, 0xdead, false],
      [0xdead000, 0xdead, false],
    ])
  })

  it('DD-3: a slot that the mask does not hold either is no help', () => {
    const tiny = change(short, { B: { dmaBits: 20 } })
    expect(mapped(tiny, 'B', [{ ram: 4 * MIB }]).rc).toBe(-EIO)
    expect(mapped(tiny, 'B', [{ ram: MIB - PAGE }]).rc).toBe(0)
  })

  it('DD-3: without a pool RAM beyond the mask is EIO', () => {
    const only = (type: 'RAM' | 'MEMORY_DEVICE_COHERENT') => ({
      ...short,
      ram: [
        { base: 0, size: 128 * MIB, type },
        { ...ram[1], type: 'MEMORY_DEVICE_COHERENT' as const },
      ],
    })
    expect(mapped(only('RAM'), 'B', [{ ram: edge }]).rc).toBe(0)
    expect(mapped(only('MEMORY_DEVICE_COHERENT'), 'B', [{ ram: edge }]).rc).toBe(-EIO)
  })

  it('DD-3: where firmware describes the inbound windows, the mask is held against the bus address', () => {
    const arm = (bus: number): MachineFile => ({
      ...short,
      cpu: { vendor: 'other', family: 8 },
      hosts: [{ name: 'hb0', inbound: [{ bus, phys: 0, size: 0x8000000000 }] }, { name: 'hb1' }],
    })
    const high = arm(0x10000000)
    expect(mapped(high, 'B', [{ ram: 0x3000 }]).rc).toBe(-EIO)
    const low = mapped(change(high, { B: { dmaBits: 29 } }), 'B', [{ ram: 0x3000 }])
    expect(dmaFields(low.table)).toEqual([[0x10003000, PAGE, false]])
    const x86 = { ...high, cpu: { vendor: 'Intel' as const, family: 6 } }
    expect(dmaFields(mapped(x86, 'B', [{ ram: 0x3000 }]).table)).toEqual([[0x3000, PAGE, false]])
  })

  it('DD-3: an address in no inbound window that firmware describes cannot be mapped', () => {
    const arm: MachineFile = {
      ...T1_LISTED,
      cpu: { vendor: 'other', family: 8 },
      hosts: [{ name: 'hb0', inbound: [{ bus: 0, phys: 0, size: 512 * MIB }] }],
    }
    expect(['A0', 'E'].map((bar) => mapped(arm, 'B', [{ bar }]).rc)).toEqual([0, -EIO])
  })
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
      const copy: CpuTouch[] = [{ phys: phys(0x3200), length: 0x100, how: 'bounce' }]
      expect([asMapped(on).cpu, asUnmapped(off).cpu]).toEqual([copy, out ? copy : []])
    }
  })
})
