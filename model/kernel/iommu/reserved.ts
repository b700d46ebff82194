/**
 * Belief: IOVAs that are nobody's to choose (`intel_iommu_get_resv_regions`, `amd_iommu_get_resv_regions`, Linux 6.12.117;
 * DI-14, DI-24, DI-29).
 */
import { INTERRUPT_BASE, INTERRUPT_SIZE, iova, type Phys } from '../../address.ts'
import type { Hw, Machine } from '../../machine/columns.ts'
import type { Span } from '../../machine/ranges.ts'
import type { IovaRange } from '../effects.ts'
import { membersOf } from './domain.ts'

const INTERRUPTS: IovaRange = { iova: iova(INTERRUPT_BASE), size: INTERRUPT_SIZE }
/** HT_RANGE_START to HT_RANGE_END of `drivers/iommu/amd`. */
const HYPERTRANSPORT: IovaRange = { iova: iova(0xfd_0000_0000), size: 0x3_0000_0000 }

/** Of the domain of `f`: what stands for no memory, and what firmware has mapped one to one for a function of the group. */
export const reservedRegions = (hw: Hw, f: number): readonly IovaRange[] => [
  ...ofPlatform(hw.machine),
  ...directRegions(hw, f).map(({ base, size }) => ({ iova: iova(base), size })),
]

/** What firmware has mapped one to one for the functions of the group of `f`. */
export const directRegions = (hw: Hw, f: number): readonly Span<Phys>[] =>
  membersOf(hw, f).flatMap((g) => hw.machine.rmrr[g])

/** What a domain of four levels translates: 48 bits. */
const FOUR_LEVELS = 2 ** 48

/** Hygon has AMD's IOMMU, and AMD's driver. */
const hasAmdIommu = ({ cpuVendor }: Machine): boolean => cpuVendor === 'AMD' || cpuVendor === 'Hygon'

/**
 * `iommu_domain_geometry::aperture_end` of a domain that user space fills, and one (DI-29): the table of an AMD IOMMU grows up to 64 bits;
 * an Intel IOMMU is assumed to have four levels, an SMMU 48 bits.
 */
export const apertureEnd = (m: Machine): number => (hasAmdIommu(m) ? Infinity : FOUR_LEVELS)

const ofPlatform = (m: Machine): readonly IovaRange[] => {
  if (hasAmdIommu(m)) return [INTERRUPTS, HYPERTRANSPORT]
  return m.cpuVendor === 'Intel' ? [INTERRUPTS] : []
}
