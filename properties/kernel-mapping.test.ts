/**
 * Which backend maps, and what of its answer reaches the caller (`kernel/dma/mapping.c`): rules DX-1 to DX-9, DD-7, DI-15,
 * CA-8 and LAT-5 of `kernel-semantics.md`.
 */
import { describe, expect, it } from 'vitest'
import type { Kernel } from '../model/kernel/state.ts'
import type { MachineFile } from '../model/machine/file.ts'
import type { SegmentFile, StepFile } from '../model/scenario.ts'
import {
  EINVAL,
  EIO,
  ENOMEM,
  EREMOTEIO,
  MIXED,
  T1,
  adds,
  asMapped,
  asUnmapped,
  at,
  behindIommu,
  change,
  dmaFields,
  events,
  fn,
  map,
  mapped,
  outcomes,
  parts,
  physOf,
  powered,
  request,
  rowsOf,
  translate,
  translating,
  unmap,
} from './kernel-machines.ts'

describe('which backend (dma_map_sgtable, dma_map_page, dma_map_resource)', () => {
  const passing: MachineFile = { ...MIXED, hosts: MIXED.hosts.map((host) => ({ ...host, iommu: 'passthrough' })) }
  const list: SegmentFile[] = [{ ram: 0x5000 }, { bar: 'A0' }, { bar: 'E' }]

  it('DX-1, DI-15: behind an IOMMU that passes through everything is as without one', () => {
    const [plain, passed] = [MIXED, passing].map((file) => mapped(file, 'B', list))
    expect([passed.rc, dmaFields(passed.table)]).toEqual([0, dmaFields(plain.table)])
    const event = events(passing, [...adds(list), map('m', 'B', ...list)]).at(-1)!
    expect(event.after.hw.domains).toEqual(event.before.hw.domains)
  })

  it('DX-1: the setting is the function’s own: one translates, its neighbour does not', () => {
    const file = change(passing, { C: { iommu: 'translating' }, A1: { iommu: 'off' } })
    const hw = powered(file)
    const dmaOf = (client: string) => mapped(file, client, [{ bar: 'E' }]).table[0].dma
    expect([dmaOf('B'), dmaOf('A1')]).toEqual([physOf(hw, 'E'), physOf(hw, 'E')])
    expect(dmaOf('C')).not.toBe(physOf(hw, 'E'))
  })

  const one = (kind: 'page' | 'resource', client: string, what: SegmentFile): StepFile =>
    kind === 'page' ? { dma_map_page: { client, page: what } } : { dma_map_resource: { client, resource: what } }
  const mapOne = (file: MachineFile, kind: 'page' | 'resource', client: string, what: SegmentFile) =>
    asMapped(outcomes(file, [...adds([what]), one(kind, client, what)]).at(-1))

  it('LAT-5: dma_map_page has no peer rule: BUS_ADDR, THRU_HOST_BRIDGE and NOT_SUPPORTED get the physical address', () => {
    const hw = powered(MIXED)
    for (const name of ['A0', 'E', 'F']) {
      const { rc, table: entries } = mapOne(MIXED, 'page', 'B', { bar: name, offset: 0x800, length: 0x100 })
      expect([rc, ...dmaFields(entries)]).toEqual([0, [physOf(hw, name) + 0x800, 0x100, false]])
    }
  })

  it('LAT-5: behind an IOMMU dma_map_page gives any peer an IOVA', () => {
    const file = behindIommu()
    const hw = powered(file)
    for (const name of ['A0', 'E', 'F']) {
      const page: SegmentFile = { bar: name, offset: 0x800, length: 0x100 }
      const event = events(file, [...adds([page]), one('page', 'B', page)]).at(-1)!
      const { rc, table: entries } = asMapped(event.outcome)
      expect([rc, entries[0].marked]).toEqual([0, false])
      expect(translate(rowsOf(event.after.hw, fn(hw, 'B')), entries[0].dma!)).toBe(physOf(hw, name) + 0x800)
    }
  })

  it('DD-7: dma_map_resource gives the physical address, neither translated nor by bus offset', () => {
    const hw = powered(MIXED)
    for (const name of ['A0', 'E', 'F'])
      expect(mapOne(MIXED, 'resource', 'B', { bar: name, offset: 0x3000 }).table[0].dma).toBe(physOf(hw, name) + 0x3000)
    const arm: MachineFile = {
      ...MIXED,
      cpu: { vendor: 'other', family: 8 },
      hosts: [{ name: 'hb0', inbound: [{ bus: 0x100000000, phys: 0, size: 0x8000000000 }] }, { name: 'hb1' }],
    }
    const there = powered(arm)
    expect(mapOne(arm, 'resource', 'B', { bar: 'E' }).table[0].dma).toBe(physOf(there, 'E'))
    expect(mapOne(arm, 'page', 'B', { bar: 'E' }).table[0].dma).toBe(physOf(there, 'E') + 0x100000000)
  })

  it('DD-7: a resource beyond the DMA mask is an error, up to its last byte it is not', () => {
    const bits = (dmaBits: number) => change(T1, { B: { dmaBits } })
    const end = physOf(powered(T1), 'A0') + 0x200000
    const rcOf = (dmaBits: number) => mapOne(bits(dmaBits), 'resource', 'B', { bar: 'A0', length: 0x200000 }).rc
    expect(end).toBeGreaterThan(2 ** 38)
    expect(end).toBeLessThan(2 ** 39)
    expect([rcOf(39), rcOf(38), rcOf(32)]).toEqual([0, -EIO, -EIO])
  })

  it('DX-9: dma_map_resource behind an IOMMU gives an IOVA for the BAR, whoever may reach it', () => {
    const file = behindIommu()
    const hw = powered(file)
    for (const name of ['A0', 'F']) {
      const event = events(file, [one('resource', 'B', { bar: name, offset: 0x2000, length: 0x3000 })]).at(-1)!
      const { rc, table: entries } = asMapped(event.outcome)
      const rows = rowsOf(event.after.hw, fn(hw, 'B'))
      expect([rc, rows.length, rows[0].phys, rows[0].size]).toEqual([0, 1, physOf(hw, name) + 0x2000, 0x3000])
      expect(entries[0].dma).toBe(rows[0].iova)
    }
  })

  it('DX-9: dma_map_resource touches nothing with the CPU, dma_map_page does for a device that is not coherent', () => {
    for (const file of [MIXED, behindIommu()]) {
      const incoherent = change(file, { B: { coherent: false } })
      expect(mapOne(incoherent, 'resource', 'B', { bar: 'A0' }).cpu ?? []).toEqual([])
      expect(mapOne(incoherent, 'page', 'B', { bar: 'A0' }).cpu).toEqual([
        { phys: physOf(powered(file), 'A0'), length: 0x1000, how: 'cache maintenance' },
      ])
    }
  })

  it('DX-5: a backend that maps nothing, or fails with another errno than four, is EIO to the caller', () => {
    const answering = (rc: number, nents: number) => {
      const backend = { ...parts, directMapSg: (_: unknown, { k }: { k: Kernel }) => ({ k, rc, table: [], nents }) }
      return parts.mapSg(backend, at(powered(T1)), request(powered(T1), 'B', []))
    }
    const EAGAIN = 11
    expect([0, -EINVAL, -ENOMEM, -EIO, -EREMOTEIO, -EAGAIN].map((rc) => answering(rc, 0).rc)).toEqual([
      -EIO,
      -EINVAL,
      -ENOMEM,
      -EIO,
      -EREMOTEIO,
      -EIO,
    ])
    expect([answering(-EAGAIN, 1).nents, answering(0, 1).rc, answering(0, 1).nents]).toEqual([0, 0, 1])
  })
})

describe('software RDMA (ib_dma_virt_map_sg)', () => {
  const file: MachineFile = { ...T1, devices: [{ name: 'rxe0' }] }

  it('CA-8: every entry gets the address that the CPU uses, whatever memory it is, and nothing is marked', () => {
    const list: SegmentFile[] = [{ ram: 0x200, length: 0x600 }, { bar: 'A0', offset: 0x1000 }, { bar: 'E' }]
    const { rc, nents, table: entries } = mapped(file, 'rxe0', list)
    const hw = powered(file)
    expect([rc, nents]).toEqual([0, 3])
    expect(dmaFields(entries)).toEqual([
      [0x200, 0x600, false],
      [physOf(hw, 'A0') + 0x1000, 0x1000, false],
      [physOf(hw, 'E'), 0x1000, false],
    ])
  })

  it('CA-8: it does so on a machine with an IOMMU too, and for a single page', () => {
    const event = events(translating(file), [{ dma_map_page: { client: 'rxe0', page: { ram: 0x3000 } } }])[0]
    expect(asMapped(event.outcome).table[0].dma).toBe(0x3000)
    expect(event.after.hw.domains).toEqual(event.before.hw.domains)
  })

  it('CA-8: a list of nothing is EIO', () => {
    expect(mapped(file, 'rxe0', []).rc).toBe(-EIO)
  })

  it('CA-8: unmap leaves the list as it is', () => {
    const [on, off] = outcomes(file, [map('m', 'rxe0', { ram: 0x3000 }), unmap('m')])
    expect(asUnmapped(off).table).toEqual(asMapped(on).table)
  })
})
