/**
 * A client behind a translating IOMMU, and entries of each kind for its lists.
 */
import type { SegmentFile } from '../../../model/operations/memory.ts'
import { PAGE, behindIommu, fn, powered } from './machines.ts'

export const IOMMU = behindIommu()
export const hw = powered(IOMMU)
export const B = fn(hw, 'B')

export const ram = (at: number, length = PAGE): SegmentFile => ({ ram: at, length })
export const bus: SegmentFile = { bar: 'A0' }
export const thru: SegmentFile = { bar: 'E' }
