/** Ranges of a BAR as a list for DMA only (NW-8): which addresses, in which pieces, and what is left when it is taken back. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import dmaOnly from '../../../../model/designs/proposals/dma-only.ts'
import physVecOverflows from '../../../../model/designs/bugs/phys-vec-overflows.ts'
import { EADDRINUSE } from '../../../../model/kernel/errno.ts'
import type { StepFile } from '../../../../model/operations/index.ts'
import type { SegmentFile } from '../../../../model/operations/memory.ts'
import { checkScenario } from '../../../../model/scenario/problems.ts'
import { asMapped, asUnmapped, EINVAL, rowsOf, translate } from '../answers.ts'
import { events, mapped as listMapped } from '../ask.ts'
import { GIB, MIXED, PAGE, behindIommu, busOf, change, fn, physOf, type More } from '../machines.ts'

const LONGEST = 2 ** 32 - 1
const ranges = (client: string, ...list: SegmentFile[]): StepFile => ({
  dma_buf_phys_vec_to_sgt: { as: 'm', client, direction: 'DMA_BIDIRECTIONAL', list },
})
const free: StepFile = { dma_buf_free_sgt: { map: 'm' } }

const asked = (file = MIXED, list: SegmentFile[] = [{ bar: 'C' }], design = dmaOnly) => {
  const [on, off] = events(file, [ranges('B', ...list), free], design)
  const f = fn(on.before.hw, 'B')
  return { hw: on.before.hw, answer: asMapped(on.outcome), rows: rowsOf(on.after.hw, f), off, f }
}
const addresses = ({ answer: { table } }: ReturnType<typeof asked>) =>
  table.map(({ dma, dmaLength }) => [dma, dmaLength])

const LONG: More = { bar: { size: 16 * GIB, base: 0x4000000000 } }

describe('dma_buf_phys_vec_to_sgt', () => {
  it('gives a bus address for each range within a switch, and no translation behind an IOMMU', () => {
    for (const file of [MIXED, behindIommu()]) {
      const near = asked(file, [{ bar: 'C' }, { bar: 'C', offset: 0x10000 }])
      const start = busOf(near.hw, 'C')
      expect(addresses(near)).toEqual([start, start + 0x10000].map((dma) => [dma, PAGE]))
      expect(near.rows).toEqual([])
    }
  })

  it('gives the CPU physical address through a host bridge, and an IOVA that says MMIO behind an IOMMU', () => {
    const plain = asked(MIXED, [{ bar: 'E' }])
    expect(addresses(plain)).toEqual([[physOf(plain.hw, 'E'), PAGE]])
    const { rows, answer, hw } = asked(behindIommu(), [{ bar: 'E', offset: 0x3000 }])
    expect(rows).toMatchObject([{ phys: physOf(hw, 'E') + 0x3000, size: PAGE, mmio: true }])
    expect(answer.table[0].dma).toBe(rows[0].iova)
  })

  it('refuses what is out of reach, and a device on no bus', () => {
    expect(asked(MIXED, [{ bar: 'F' }]).answer.rc).toBe(-EINVAL)
    const withRxe = { ...MIXED, devices: [{ name: 'rxe' }] }
    expect(asMapped(events(withRxe, [ranges('rxe', { bar: 'C' })], dmaOnly)[0].outcome).rc).toBe(-EINVAL)
    expect(listMapped(withRxe, 'rxe', [{ bar: 'C' }], dmaOnly).rc).toBe(-EINVAL)
  })

  it('fails with a second range through the IOMMU, and leaves neither translation nor range', () => {
    const two = asked(behindIommu(), [{ bar: 'E' }, { bar: 'E', offset: 0x10000 }])
    expect([two.answer.rc, two.rows, two.off.outcome.kind]).toEqual([-EADDRINUSE, [], 'skipped'])
    const [, again] = events(
      behindIommu(),
      [ranges('B', { bar: 'E' }, { bar: 'E', offset: 0x10000 }), { ...ranges('B', { bar: 'E' }) }].map((step, i) => ({
        dma_buf_phys_vec_to_sgt: { ...step.dma_buf_phys_vec_to_sgt!, as: `m${i}` },
      })),
      dmaOnly,
    )
    // The base that Linux takes first is free again.
    expect(asMapped(again.outcome).table[0].dma).toBe(asked(behindIommu(), [{ bar: 'E' }]).answer.table[0].dma)
  })

  it('takes back what it mapped, and nothing else', () => {
    const { off, rows, f } = asked(behindIommu(), [{ bar: 'E' }])
    expect(rows).toHaveLength(1)
    expect(asUnmapped(off.outcome).unmapped).toEqual([{ iova: rows[0].iova, size: PAGE }])
    expect(rowsOf(off.after.hw, f)).toEqual([])
  })

  it('parts a long range so that each piece begins where the one before it ends', () => {
    const pages = fc.integer({ min: 1, max: (16 * GIB) / PAGE })
    fc.assert(
      fc.property(pages, (count) => {
        const length = count * PAGE
        const { answer, rows, hw } = asked(change(behindIommu(), { E: LONG }), [{ bar: 'E', length }])
        let position = 0
        for (const { dma, dmaLength = 0 } of answer.table) {
          expect(dmaLength).toBeLessThanOrEqual(LONGEST)
          expect(translate(rows, dma!)).toBe(physOf(hw, 'E') + position)
          position += dmaLength
        }
        expect(position).toBe(length)
      }),
      { seed: 21, numRuns: 40 },
    )
  })

  it('puts the third piece one byte behind the second, where offsets have 32 bits', () => {
    const long = asked(change(behindIommu(), { E: LONG }), [{ bar: 'E', length: 12 * GIB }], physVecOverflows)
    const start = long.answer.table[0].dma! as number
    expect(addresses(long).map(([dma]) => dma! - start)).toEqual([0, LONGEST, LONGEST - 1, LONGEST - 2])
  })
})

describe('what a file may ask', () => {
  const said = (...list: SegmentFile[]): string[] => {
    const read = checkScenario({ machine: MIXED, steps: [ranges('B', ...list)] })
    return 'left' in read ? read.left.map(({ path, found, accepted }) => `${path}: ${found}; ${accepted}`) : []
  }
  it('ranges of one BAR, in whole pages', () => {
    const path = 'steps[0].dma_buf_phys_vec_to_sgt.list'
    const oneBar = 'ranges of the BAR of one function'
    expect(said({ bar: 'C' }, { ram: 0x1000 })).toEqual([`${path}: other memory, too; ${oneBar}`])
    expect(said({ bar: 'C' }, { bar: 'E' })).toEqual([`${path}: other memory, too; ${oneBar}`])
    expect(said()).toEqual([`${path}: no range; ${oneBar}`])
    expect(said({ bar: 'C', offset: 0x800 })).toEqual([
      `${path}[0]: 4096 bytes at offset 2048; whole pages, at least one`,
    ])
  })
})
