/**
 * Lists that a translating IOMMU refuses (`iommu_dma_map_sg`, `iommu_map_sg`): rules DI-3, DI-5, DI-9, MT-16, LAT-2 and
 * LAT-3.
 */
import { describe, expect, it } from 'vitest'
import { linux } from '../../../model/kernel/linux.ts'
import type { SegmentFile } from '../../../model/operations/memory.ts'
import {
  LISTED,
  PAGE,
  behindIommu,
  downstream,
  endpoint,
  fabric,
  physOf,
  powered,
  rootPort,
  translating,
  upstream,
} from './machines.ts'
import { add, at, barEntry, map, mapped, mappings, parts, ramEntry, request, throughIommu, withPages } from './ask.ts'
import { EINVAL, ENOMEM, EREMOTEIO, dmaFields, permutations } from './answers.ts'
import { IOMMU, hw, ram, bus, thru } from './through-iommu.ts'

/** The BAR of X, reached through the host bridge, ends where that of Y, reached by bus address, begins. */
const ADJACENT = translating(
  fabric([
    rootPort('RP0', { id: LISTED }),
    endpoint('X', 'RP0'),
    rootPort('RP1'),
    upstream('U', 'RP1'),
    downstream('D0', 'U'),
    downstream('D1', 'U'),
    endpoint('Y', 'D0'),
    endpoint('B', 'D1'),
  ]),
)

describe('a run that nobody ends (iommu_map_sg)', () => {
  const lastOfX: SegmentFile = { bar: 'X', offset: 0x1ff000 }
  const firstOfY: SegmentFile = { bar: 'Y' }

  it('LAT-2: the last entry, a bus address, follows the memory before it: a good list is EINVAL', () => {
    const there = powered(ADJACENT)
    expect(physOf(there, 'X') + 0x200000).toBe(physOf(there, 'Y'))
    const rcOf = (...list: SegmentFile[]) => throughIommu(ADJACENT, 'B', list).rc
    expect(rcOf(lastOfX, firstOfY)).toBe(-EINVAL)
    expect(rcOf({ bar: 'X', offset: 0x1fe000, length: 2 * PAGE }, firstOfY)).toBe(-EINVAL)
    expect(rcOf(lastOfX, firstOfY, firstOfY)).toBe(-EINVAL)
    expect(rcOf({ bar: 'X', offset: 0x1ff000, length: 0x100 }, firstOfY)).toBe(-EINVAL)
  })

  it('LAT-2: any entry that does not follow ends the run, and so does an end with another', () => {
    const rcOf = (...list: SegmentFile[]) => throughIommu(ADJACENT, 'B', list).rc
    expect(rcOf(firstOfY, lastOfX)).toBe(0)
    expect(rcOf(lastOfX, firstOfY, ram(0x4000))).toBe(0)
    expect(rcOf(lastOfX, { bar: 'Y', offset: 0x1000 })).toBe(0)
    expect(rcOf(lastOfX, { bar: 'Y', offset: 0x200, length: 0x200 })).toBe(0)
    expect(rcOf(lastOfX, { bar: 'Y', offset: 0x1000 }, firstOfY)).toBe(0)
    expect(rcOf({ bar: 'X', offset: 0x1fe000 }, firstOfY)).toBe(0)
  })

  it('LAT-2, DI-9: the list is as it was', () => {
    const { entries, nents } = throughIommu(ADJACENT, 'B', [lastOfX, firstOfY])
    expect([nents, dmaFields(entries)]).toEqual([
      0,
      [
        [undefined, 0, false],
        [undefined, 0, false],
      ],
    ])
  })

  it('LAT-3: runs that were written stay in the table, and their IOVA is free for the next', () => {
    const { rc, rows } = throughIommu(ADJACENT, 'B', [ram(0x4000), lastOfX, firstOfY])
    expect([rc, rows.map(({ phys, size }) => [phys, size])]).toEqual([-EINVAL, [[0x4000, PAGE]]])
    const steps = [
      add('X'),
      add('Y'),
      map('short', 'B', ram(0x4000), lastOfX, firstOfY),
      map('next', 'B', ram(0x8000, 2 * PAGE)),
    ]
    const next = mappings(ADJACENT, steps).at(-1)!
    expect([next.rc, next.table[0].dma]).toEqual([0, rows[0].iova])
  })
})

describe('a list that fails', () => {
  it('DI-3, DI-9: EREMOTEIO wherever the entry stands: no address, no mark, no IOVA, no translation', () => {
    for (const order of permutations([ram(0x4200, 0x100), bus, thru, { bar: 'F' }])) {
      const { rc, nents, entries, rows } = throughIommu(IOMMU, 'B', order)
      expect([rc, nents, rows]).toEqual([-EREMOTEIO, 0, []])
      expect(dmaFields(entries)).toEqual(order.map(() => [undefined, 0, false]))
    }
    const k = withPages(hw, 'F')
    const failed = parts.mapSg(parts, at(hw, k), request(hw, 'B', [ramEntry(0x4000), barEntry(hw, 'F')]))
    expect([failed.k.iovas, failed.domains]).toEqual([k.iovas, undefined])
  })

  it('DI-9: offsets and lengths are what they were', () => {
    const list = [ramEntry(0x4200, 0x123), barEntry(hw, 'A0'), barEntry(hw, 'F')]
    const { table: left } = parts.mapSg(parts, at(hw, withPages(hw, 'A0', 'F')), request(hw, 'B', list))
    expect(left.map(({ phys, length }) => [phys, length])).toEqual(list.map(({ phys, length }) => [phys, length]))
  })

  it('DI-5, DI-9: ENOMEM where there is no IOVA, and the list is void', () => {
    const { rc, nents, entries, rows } = throughIommu(behindIommu({ dmaBits: 13 }), 'B', [
      bus,
      ram(0x4000),
      ram(0x8000),
    ])
    expect([rc, nents, rows]).toEqual([-ENOMEM, 0, []])
    expect(dmaFields(entries)).toEqual(entries.map(() => [undefined, 0, false]))
  })

  it('MT-16: the type is looked up where the pgmap changes, and a failing entry ends the search', () => {
    const looked: string[] = []
    const spying = linux(
      { id: 'spying', summary: 'Linux 6.12 that says when it looks', sources: [] },
      {
        ...parts,
        mapType: (own, call, provider, client) => (
          looked.push(call.hw.machine.name[provider]),
          parts.mapType(own, call, provider, client)
        ),
      },
    )
    mapped(IOMMU, 'B', [bus, bus, ram(0x4000), bus, thru, bus, { bar: 'F' }, { bar: 'C' }], spying)
    expect(looked).toEqual(['A0', 'E', 'A0', 'F'])
  })
})
