/**
 * Belief: IOVAs that stand for no memory on x86 (`intel_iommu_get_resv_regions`, `amd_iommu_get_resv_regions`, Linux 6.12.117;
 * DI-14). What firmware maps one to one (RMRR) is left out.
 */
import { INTERRUPT_BASE, INTERRUPT_SIZE, iova } from '../../address.ts'
import type { Machine } from '../../machine/columns.ts'
import type { IovaRange } from '../effects.ts'

const INTERRUPTS: IovaRange = { iova: iova(INTERRUPT_BASE), size: INTERRUPT_SIZE }
/** HT_RANGE_START to HT_RANGE_END of `drivers/iommu/amd`. */
const HYPERTRANSPORT: IovaRange = { iova: iova(0xfd_0000_0000), size: 0x3_0000_0000 }

export const reservedRegions = ({ cpuVendor }: Machine): readonly IovaRange[] => {
  if (cpuVendor === 'other') return []
  return cpuVendor === 'Intel' ? [INTERRUPTS] : [INTERRUPTS, HYPERTRANSPORT]
}
