/** Ranges of IOVAs that a driver fills itself (NW-13): what may be linked, and what each call takes back. */
import { describe, expect, it } from 'vitest'
import dmaOnly from '../../../model/designs/proposals/dma-only.ts'
import { EINVAL, EIO, EOPNOTSUPP } from '../../../model/kernel/errno.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import type { SegmentFile } from '../../../model/operations/memory.ts'
import type { Event } from '../../../spec/rule.ts'
import { rowsOf } from './answers.ts'
import { events } from './ask.ts'
import { MIXED, behindIommu, fn, physOf } from './machines.ts'

const range: StepFile = {
  dma_iova_try_alloc: { as: 'r', client: 'B', direction: 'DMA_BIDIRECTIONAL', size: 0x4000 },
}
const link = (memory: SegmentFile): StepFile => ({ dma_iova_link: { map: 'r', memory } })
const unlink = (length?: number): StepFile => ({
  dma_iova_unlink: { map: 'r', ...(length === undefined ? {} : { length }) },
})
const free: StepFile = { dma_iova_free: { map: 'r' } }

const ran = (steps: StepFile[], file = behindIommu()): Event[] => events(file, steps, dmaOnly)
const rcs = (all: Event[]) => all.map(({ outcome }) => (outcome.kind === 'called' ? outcome.rc : outcome.kind))
const rowsAfter = (all: Event[]) => rowsOf(all.at(-1)!.after.hw, fn(all[0].before.hw, 'B'))

describe('a range of IOVAs', () => {
  it('is given behind a translating IOMMU only', () => {
    expect(rcs(ran([range, link({ ram: 0x1000 })], MIXED))).toEqual([-EOPNOTSUPP, 'skipped'])
    expect(rcs(ran([range]))).toEqual([0])
  })

  it('is filled upwards, and says MMIO of a BAR and not of RAM', () => {
    const all = ran([range, link({ ram: 0x300000 }), link({ bar: 'E' })])
    const rows = rowsAfter(all)
    expect(rows.map(({ iova, mmio = false }) => [iova - rows[0].iova, mmio])).toEqual([
      [0, false],
      [0x1000, true],
    ])
    expect(rows[1].phys).toBe(physOf(all[0].before.hw, 'E'))
  })

  it('takes what begins inside a page first, what ends inside one last, and nothing else of that kind', () => {
    const [begins, ends] = [
      { ram: 0x300800, length: 0x800 },
      { ram: 0x400000, length: 0x800 },
    ]
    expect(rcs(ran([range, link(begins), link({ ram: 0x500000 })]))).toEqual([0, 0, -EINVAL])
    expect(rcs(ran([range, link({ ram: 0x500000 }), link(begins)]))).toEqual([0, 0, -EIO])
    expect(rcs(ran([range, link({ ram: 0x500000 }), link(ends)]))).toEqual([0, 0, 0])
  })

  it('keeps what was not unlinked, and gives its numbers away all the same when it is freed', () => {
    const filled = [range, link({ ram: 0x300000 }), link({ ram: 0x400000 })]
    expect(rowsAfter(ran([...filled, unlink(0x1000), free])).map(({ phys }) => phys)).toEqual([0x400000])
    expect(rowsAfter(ran([...filled, unlink(), free]))).toEqual([])
    // The page that is mapped next gets the number of the second one, which still leads there.
    const again: StepFile = { dma_map_page: { as: 'p', client: 'B', page: { ram: 0x600000 } } }
    const small: StepFile = {
      dma_iova_try_alloc: { as: 'r', client: 'B', direction: 'DMA_BIDIRECTIONAL', size: 0x2000 },
    }
    const [, second, next] = rowsAfter(ran([small, ...filled.slice(1), free, again]))
    expect([second.phys, next.phys, next.iova]).toEqual([0x400000, 0x600000, second.iova])
  })
})
