import { funnel } from '../../../model/kernel/dma/mapping.ts'
/**
 * Which backend maps, what of its answer reaches the caller, and what is flushed (`kernel/dma/mapping.c`): rules DX-1 to
 * DX-9, DD-7, DI-3, DI-12, DI-13, DI-15, CA-8 and LAT-5.
 */
import { describe, expect, it } from 'vitest'
import { phys } from '../../../model/address.ts'
import type { CpuTouch } from '../../../model/kernel/effects.ts'
import type { Kernel } from '../../../model/kernel/state.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import type { SegmentFile } from '../../../model/operations/memory.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import {
  MIB,
  MIXED,
  PAGE,
  T1,
  behindIommu,
  change,
  endpoint,
  fabric,
  fn,
  physOf,
  powered,
  rootPort,
  translating,
} from './machines.ts'
import { add, adds, at, events, map, mapped, outcomes, parts, request, unmap } from './ask.ts'
import { EINVAL, EIO, ENOMEM, EREMOTEIO, asMapped, asUnmapped, dmaFields, rowsOf, table, translate } from './answers.ts'

describe('which backend (dma_map_sgtable, dma_map_page, dma_map_resource)', () => {
  const passing: MachineFile = { ...MIXED, hosts: MIXED.hosts.map((host) => ({ ...host, iommu: 'passthrough' })) }
  const list: SegmentFile[] = [{ ram: 0x5000 }, { bar: 'A0' }, { bar: 'E' }]

  it('DX-1, DI-15: behind an IOMMU that passes through everything is as without one', () => {
    const [plain, passed] = [MIXED, passing].map((file) => mapped(file, 'B', list))
    expect([passed.rc, dmaFields(passed.table)]).toEqual([0, dmaFields(plain.table)])
    const event = events(passing, [...adds(list), map('m', 'B', ...list)]).at(-1)!
    expect(event.after.hw.domains).toEqual(event.before.hw.domains)
  })

  const one = (kind: 'page' | 'resource', client: string, what: SegmentFile): StepFile =>
    kind === 'page' ? { dma_map_page: { client, page: what } } : { dma_map_resource: { client, resource: what } }
  const mapOne = (file: MachineFile, kind: 'page' | 'resource', client: string, what: SegmentFile) =>
    asMapped(outcomes(file, [...adds([what]), one(kind, client, what)]).at(-1))

  it('DX-1, DI-17: the setting is the group’s: where one of it passes through, so do all', () => {
    const file = change(passing, {
      C: { iommu: 'translating' },
      RP1: { iommu: 'translating' },
      E: { iommu: 'translating' },
      A1: { iommu: 'off' },
    })
    const hw = powered(file)
    const ways = [
      (client: string) => mapped(file, client, [{ bar: 'E' }]),
      (client: string) => mapOne(file, 'page', client, { bar: 'E' }),
      (client: string) => mapOne(file, 'resource', client, { bar: 'E' }),
    ]
    const gets = (client: string) => ways.map((way) => way(client).table[0].dma === physOf(hw, 'E'))
    expect(table(['B', 'A1', 'C', 'E'], gets)).toEqual({
      B: [true, true, true],
      A1: [true, true, true],
      C: [true, true, true],
      E: [false, false, false],
    })
  })

  it('LAT-5: dma_map_page has no peer rule: whoever may reach whom, it gives the physical address', () => {
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

  it('DD-7: a resource is mapped up to the last byte that the DMA mask holds, and no further', () => {
    const across = fabric(
      [
        rootPort('P'),
        endpoint('A', 'P', { bar: { size: 0x200000, base: 0x7fe00000 } }),
        { name: 'B', type: 'endpoint', below: 'P', at: '00.1', dmaBits: 31 },
      ],
      { hosts: [{ name: 'hb0', offset: MIB }] },
    )
    expect(physOf(powered(across), 'A') + MIB).toBe(2 ** 31)
    const rcOf = (length: number) => mapOne(across, 'resource', 'B', { bar: 'A', length }).rc
    expect([rcOf(MIB), rcOf(MIB + 1), rcOf(2 * MIB)]).toEqual([0, -EIO, -EIO])
    const short = change(T1, { B: { dmaBits: 32 } })
    expect(mapOne(short, 'resource', 'B', { bar: 'A0' }).rc).toBe(-EIO)
  })

  it('DI-13: dma_map_page and dma_map_resource map the whole pages around the bytes', () => {
    const file = behindIommu()
    for (const kind of ['page', 'resource'] as const) {
      const what: SegmentFile = { bar: 'E', offset: 0x3800, length: 0x1000 }
      const event = events(file, [...adds([what]), one(kind, 'B', what)]).at(-1)!
      const rows = rowsOf(event.after.hw, fn(event.after.hw, 'B'))
      expect(rows.map(({ phys, size }) => [phys, size])).toEqual([[physOf(event.after.hw, 'E') + 0x3000, 0x2000]])
      expect(asMapped(event.outcome).table[0].dma).toBe(rows[0].iova + 0x800)
    }
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
      return funnel(parts.mapSg(backend, at(powered(T1)), request(powered(T1), 'B', [])))
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

describe('devices that are not coherent', () => {
  const list: SegmentFile[] = [{ ram: 0x3000 }, { bar: 'A0' }, { bar: 'E', length: 0x800 }]
  const touchesOf = (file: MachineFile) => {
    const [on, off] = outcomes(file, [add('A0'), add('E'), map('m', 'B', ...list), unmap('m')]).slice(-2)
    return [asMapped(on).cpu ?? [], asUnmapped(off).cpu ?? []]
  }
  const flushes = (...ranges: (readonly [number, number])[]): CpuTouch[] =>
    ranges.map(([start, length]) => ({ phys: phys(start), length, how: 'cache maintenance' }))

  it('DD-3, DD-5: dma-direct flushes RAM and peer memory through the host bridge, not what has a bus address', () => {
    const file = change(MIXED, { B: { coherent: false } })
    const touched = flushes([0x3000, PAGE], [physOf(powered(file), 'E'), 0x800])
    expect(touchesOf(file)).toEqual([touched, touched])
    expect(touchesOf(MIXED)).toEqual([[], []])
  })

  it('DI-3, DI-12: dma-iommu flushes the whole list, bus addresses included, on the way in and out', () => {
    const file = behindIommu({ coherent: false })
    const hw = powered(file)
    const touched = flushes([0x3000, PAGE], [physOf(hw, 'A0'), PAGE], [physOf(hw, 'E'), 0x800])
    expect(touchesOf(file)).toEqual([touched, touched])
    expect(touchesOf(behindIommu())).toEqual([[], []])
  })

  it('DI-3: it does so before it finds that a peer cannot be reached', () => {
    const file = behindIommu({ coherent: false })
    const { rc, cpu } = mapped(file, 'B', [{ ram: 0x3000 }, { bar: 'F' }])
    expect([rc, cpu]).toEqual([-EREMOTEIO, flushes([0x3000, PAGE], [physOf(powered(file), 'F'), PAGE])])
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
    expect([asUnmapped(off).table, asUnmapped(off).cpu ?? []]).toEqual([asMapped(on).table, []])
  })
})
