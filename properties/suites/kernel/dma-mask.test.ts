/**
 * DMA masks: rules DD-1 to DD-4. Where the pool of bounce buffers lies, and how big it is, is the model's affair.
 */
import { describe, expect, it } from 'vitest'
import { handOver, phys } from '../../../model/address.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import type { SegmentFile } from '../../../model/operations/memory.ts'
import { MIB, MIXED, PAGE, T1_LISTED, busOf, change, powered } from './machines.ts'
import { at, barEntry, mapped, parts, ramEntry, request, withPages } from './ask.ts'
import { EIO, EREMOTEIO, dmaFields, marks } from './answers.ts'
import { inRam, expectSlots } from './slots.ts'

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
    expect(cpu).toMatchObject(of.map(([phys, length]) => ({ phys, length, how: 'bounce' })))
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
