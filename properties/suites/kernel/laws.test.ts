/**
 * Laws of lists that a translating IOMMU maps, over lists of RAM, of peer memory by bus address, and of peer memory
 * through the host bridge, with offsets inside pages and odd lengths (INV-A to INV-D and INV-Q).
 *
 * Two hold only with a reservation, which is Linux's: an entry may be longer than max_seg where the first of the list
 * entries in it alone is (from there on nobody looks at the length, DI-10); and it crosses the boundary where one of
 * them, rounded to whole pages, is longer than that. Nothing holds for the lists of LAT-2.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Translation } from '../../../model/machine/domain.ts'
import type { SegmentFile } from '../../../model/operations/memory.ts'
import { PAGE, busOf, physOf } from './machines.ts'
import { EINVAL, EREMOTEIO, translate } from './answers.ts'
import {
  OPTIONS,
  BAR,
  hw,
  isBus,
  type Bytes,
  bytesOf,
  up,
  padded,
  sum,
  roundTrip,
  cases,
  withLimits,
} from './any-list.ts'

/** LAT-2: the list ends in bus entries that begin where the memory of the last other one, in whole pages, ends. */
const nobodyEnds = (segments: readonly SegmentFile[]): boolean => {
  const last = segments.findLastIndex((s) => !isBus(s))
  if (last < 0 || last === segments.length - 1) return false
  const { phys, length } = bytesOf(segments[last])
  return segments.slice(last + 1).every((s) => bytesOf(s).phys === up(phys + length, PAGE))
}

/** What the `position`-th byte of the list is for the device. */
const dmaAt = (outputs: readonly { dma: number; length: number; marked: boolean }[], position: number) => {
  for (const { dma, length, marked } of outputs) {
    if (position < length) return { dma: dma + position, marked }
    position -= length
  }
  throw new Error('behind the end')
}

/** First and last byte of an entry, and the first of each page in it: offsets. */
const probes = ({ phys, length }: Bytes): number[] => {
  const starts = [0, length - 1]
  for (let offset = PAGE - (phys % PAGE); offset < length; offset += PAGE) starts.push(offset)
  return starts
}

const reached = (rows: readonly Translation[], { dma, marked }: { dma: number; marked: boolean }) =>
  marked ? dma + hw.machine.hostOffset[0] : translate(rows, dma)

/** The body of a law over lists that are mapped; the lists of LAT-2 are left out. */
const law = (
  check: (
    seen: ReturnType<typeof roundTrip>,
    segments: SegmentFile[],
    limits: { boundary: number; maxSegment: number },
  ) => void,
) =>
  fc.assert(
    fc.property(cases, ({ list: segments, base: n, ...limits }) => {
      fc.pre(!nobodyEnds(segments))
      check(roundTrip(withLimits(limits), segments, n), segments, limits)
    }),
    OPTIONS,
  )

/** Which list entries each DMA entry is made of. */
const membersOf = (outputs: readonly { length: number }[], segments: readonly SegmentFile[]): SegmentFile[][] => {
  let i = 0
  return outputs.map(({ length }) => {
    const own: SegmentFile[] = []
    for (let left = length; left > 0; left -= segments[i++].length!) own.push(segments[i])
    return own
  })
}

describe('laws of a list that an IOMMU maps', () => {
  it('LAT-2: a list of reachable memory is refused with EINVAL exactly where nobody ends its last run', () => {
    const refused = { yes: 0, no: 0 }
    fc.assert(
      fc.property(cases, ({ list: segments, base: n, ...limits }) => {
        const expected = nobodyEnds(segments)
        refused[expected ? 'yes' : 'no']++
        expect(roundTrip(withLimits(limits), segments, n).rc).toBe(expected ? -EINVAL : 0)
      }),
      OPTIONS,
    )
    expect(physOf(hw, 'X') + BAR).toBe(physOf(hw, 'Y'))
    expect(refused.yes).toBeGreaterThan(0)
  })

  it('INV-Q: DMA lengths sum up to the lengths of the list, and what is left of the table is void', () => {
    law(({ rc, outputs, rest }, segments) => {
      expect([rc, sum(outputs.map(({ length }) => length))]).toEqual([0, sum(segments.map((s) => s.length!))])
      expect(rest.map(({ dma, dmaLength, marked }) => [dma, dmaLength, marked])).toEqual(
        rest.map(() => [undefined, 0, false]),
      )
    })
  })

  it('INV-A, INV-B: every byte of the list is where it stands in it, through the table or by bus address', () => {
    law(({ outputs, rows }, segments) => {
      let position = 0
      for (const s of segments) {
        const { phys, length } = bytesOf(s)
        for (const offset of probes({ phys, length })) {
          const found = dmaAt(outputs, position + offset)
          expect([found.marked, reached(rows, found)]).toEqual([isBus(s), phys + offset])
        }
        position += length
      }
    })
  })

  it('DI-12, S9: one IOVA range at most, taken back as a whole, and the table is what it was', () => {
    law(({ outputs, own, unmapped, before, after }) => {
      const parts = outputs.filter(({ marked }) => !marked)
      expect(unmapped.length).toBe(parts.length === 0 ? 0 : 1)
      expect(after).toEqual(before)
      if (parts.length === 0) return expect(own).toEqual([])
      const [{ iova, size }] = unmapped
      expect(Math.floor(parts[0].dma / PAGE) * PAGE).toBe(iova)
      expect(up(parts.at(-1)!.dma + parts.at(-1)!.length, PAGE)).toBe(iova + size)
      expect(sum(own.map((row) => row.size))).toBe(size)
      for (let offset = 0; offset < size; offset += PAGE) expect(translate(own, iova + offset)).toBeDefined()
    })
  })

  it('DI-5: the range begins at a multiple of its size, rounded to a power of two', () => {
    law(({ unmapped }) => {
      for (const { iova, size } of unmapped) expect(iova % (PAGE * 2 ** Math.ceil(Math.log2(size / PAGE)))).toBe(0)
    })
  })

  it('INV-B: no bus address is in the table, nor, but for padding, the memory behind it', () => {
    law(({ outputs, rows }, _, limits) => {
      // An IOVA inside the BAR is a number that is a bus address, too: assumption iova-avoids-windows.
      if (rows.some(({ iova, size }) => iova < busOf(hw, 'Y') + BAR && busOf(hw, 'Y') < iova + size)) return
      for (const { dma, marked } of outputs) if (marked) expect(translate(rows, dma)).toBe(undefined)
      if (limits.boundary < 2 ** 32) return
      const start = physOf(hw, 'Y')
      expect(rows.filter(({ phys, size }) => phys < start + BAR && start < phys + size)).toEqual([])
    })
  })

  it('DI-10, DI-11: an entry longer than max_seg begins with a list entry that is longer alone', () => {
    const long = { alone: 0, joined: 0 }
    law(({ outputs }, segments, limits) => {
      for (const [i, members] of membersOf(outputs, segments).entries()) {
        if (outputs[i].marked || outputs[i].length <= limits.maxSegment) continue
        long[members.length === 1 ? 'alone' : 'joined']++
        expect(members[0].length!).toBeGreaterThan(limits.maxSegment)
      }
    })
    expect(Math.min(long.alone, long.joined)).toBeGreaterThan(0)
  })

  it('DI-3, DI-10: no entry crosses the boundary, unless one list entry in whole pages is longer than it', () => {
    law(({ outputs }, segments, { boundary: of }) => {
      for (const [i, members] of membersOf(outputs, segments).entries()) {
        const { dma, length, marked } = outputs[i]
        if (marked || members.some((s) => padded(bytesOf(s)) > of)) continue
        expect(Math.floor((dma + length - 1) / of)).toBe(Math.floor(dma / of))
      }
    })
  })

  it('INV-C, INV-D: one entry that cannot be reached refuses the list, and nothing has changed', () => {
    fc.assert(
      fc.property(cases, fc.nat(7), ({ list: segments, base: n, ...limits }, at) => {
        const with1 = segments.toSpliced(Math.min(at, segments.length), 0, { bar: 'F', offset: 0, length: PAGE })
        const { rc, outputs, rest, before, rows, unmapped } = roundTrip(withLimits(limits), with1, n)
        expect([rc, outputs, unmapped]).toEqual([-EREMOTEIO, [], []])
        expect(rows).toEqual(before)
        expect(rest.filter(({ dma, marked }) => dma !== undefined || marked)).toEqual([])
      }),
      OPTIONS,
    )
  })
})
