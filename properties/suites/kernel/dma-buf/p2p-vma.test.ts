/** Pages of a process mapped for a device, an exporter's by the operations of its VMA (A5-08, F6): as meant, and as posted. */
import { describe, expect, it } from 'vitest'
import hmmDevmemP2p from '../../../../model/designs/bugs/hmm-devmem-p2p.ts'
import vmaOps from '../../../../model/designs/proposals/vma-ops.ts'
import { EFAULT } from '../../../../model/kernel/errno.ts'
import type { StepFile } from '../../../../model/operations/index.ts'
import type { SegmentFile } from '../../../../model/operations/memory.ts'
import { checkScenario } from '../../../../model/scenario/problems.ts'
import { asMapped, asUnmapped, rowsOf } from '../answers.ts'
import { events } from '../ask.ts'
import { MIXED, behindIommu, busOf, fn, physOf } from '../machines.ts'

const RAM: SegmentFile = { ram: 0x300000 }
const page = (bar: string, nth = 0): SegmentFile => ({ bar, offset: nth * 0x1000 })
const map = (...list: SegmentFile[]): StepFile => ({
  p2p_map: { as: 'm', client: 'B', direction: 'DMA_BIDIRECTIONAL', list },
})

const asked = (list: SegmentFile[], design = vmaOps, file = behindIommu()) => {
  const [on, off] = events(file, [map(...list), { p2p_unmap: { map: 'm' } }], design)
  const f = fn(on.before.hw, 'B')
  const { rc, table } = asMapped(on.outcome)
  return { hw: on.before.hw, rc, dmas: table.map(({ dma }) => dma), rows: rowsOf(on.after.hw, f), off, f }
}

describe('p2p_map', () => {
  it('asks the exporter for the rest, until each page of a run has its address', () => {
    const { rc, dmas, hw } = asked([0, 1, 2, 3, 4].map((nth) => page('C', nth)))
    expect(rc).toBe(0)
    expect(dmas).toEqual([0, 1, 2, 3, 4].map((nth) => busOf(hw, 'C') + nth * 0x1000))
  })

  it('maps RAM and the pages of two exporters, each in its way', () => {
    const { dmas, rows, hw } = asked([page('C'), RAM, page('E'), page('E', 1)])
    expect(dmas[0]).toBe(busOf(hw, 'C'))
    expect(rows.map(({ phys, mmio = false }) => [phys, mmio])).toEqual([
      [0x300000, false],
      [physOf(hw, 'E'), true],
      [physOf(hw, 'E') + 0x1000, true],
    ])
    expect(dmas.slice(1)).toEqual(rows.map(({ iova }) => iova))
  })

  it('is an error where an exporter maps nothing, and leaves nothing behind', () => {
    const { rc, rows, dmas, off } = asked([RAM, page('E'), page('F')])
    expect([rc, rows, off.outcome.kind]).toEqual([-EFAULT, [], 'skipped'])
    expect(dmas).toEqual([undefined, undefined, undefined])
  })

  it('is taken back page by page', () => {
    const { off, rows, f } = asked([page('C'), RAM, page('E')])
    expect(rows).toHaveLength(2)
    expect(asUnmapped(off.outcome).unmapped).toEqual(rows.map(({ iova, size }) => ({ iova, size })))
    expect(rowsOf(off.after.hw, f)).toEqual([])
  })

  it('skips and overwrites in the loop of January 2019, for each place that the exporter’s page has in a range of three', () => {
    const has = (list: SegmentFile[]): boolean[] =>
      asked(list, hmmDevmemP2p, MIXED).dmas.map((dma) => dma !== undefined)
    expect(has([page('C'), RAM, RAM])).toEqual([true, false, true])
    expect(has([RAM, page('C'), RAM])).toEqual([true, false, false])
    expect(has([RAM, RAM, page('C')])).toEqual([true, true, false])
  })

  it('takes whole pages only', () => {
    const read = checkScenario({ machine: MIXED, steps: [map({ bar: 'C', length: 0x2000 })] })
    const problems = 'left' in read ? read.left : []
    expect(problems).toEqual([
      { path: 'steps[0].p2p_map.list[0].length', found: '8192', accepted: 'a page of 4096 bytes' },
    ])
  })
})
