/**
 * The page tables of an IOMMU themselves (`iommu_map`, `iommu_unmap`).
 */
import { describe, expect, it } from 'vitest'
import { iova, phys } from '../../../model/address.ts'
import { mapRows, tableOf, unmapRange } from '../../../model/kernel/iommu/domain.ts'
import type { Hw } from '../../../model/machine/columns.ts'
import type { Translation } from '../../../model/machine/domain.ts'
import { PAGE } from './machines.ts'

describe('the page tables themselves (iommu_map, iommu_unmap)', () => {
  const row = (start: number, to: number, size: number): Translation => ({
    iova: iova(start),
    phys: phys(to),
    size,
    read: true,
    write: false,
  })
  const [f, mate, other] = [3, 4, 5]
  /** `f` and `mate` are of one group. */
  const attached = [0, 1, 2, f, f, other, 6]
  const on = (domains: Hw['domains']) => ({ attached, domains })
  const rows = [row(0x10000, 0x50000, 0x4000), row(0x20000, 0x90000, PAGE)]
  const mapped = on(mapRows(on(mapRows(on(new Map()), f, rows)), other, rows))
  const left = (start: number, size: number) => tableOf(on(unmapRange(mapped, f, iova(start), size)), f)

  it('lose what is unmapped: of a row that reaches beyond it, what lies before and behind stays where it is', () => {
    const [long, short] = rows
    expect(left(0x10000, 0x4000)).toEqual([short])
    expect(left(0x11000, PAGE)).toEqual([row(0x10000, 0x50000, PAGE), row(0x12000, 0x52000, 0x2000), short])
    expect(left(0x10000, PAGE)).toEqual([row(0x11000, 0x51000, 0x3000), short])
    expect(left(0x13000, 0xd000)).toEqual([row(0x10000, 0x50000, 0x3000), short])
    expect(left(0x14000, PAGE)).toEqual([long, short])
    expect(left(0, 0x100000)).toEqual([])
  })
  it('are each group’s own, and the same for all in it', () => {
    expect(tableOf(mapped, mate)).toEqual(rows)
    const without = on(unmapRange(mapped, mate, iova(0), 0x100000))
    expect([tableOf(without, f), tableOf(without, other)]).toEqual([[], rows])
    expect(tableOf(mapped, 6)).toEqual([])
  })
})
