/**
 * Belief: what devices keep of an IOMMU's translations is flushed after the IOTLB, and waited for (`iommu_iotlb_sync`,
 * `iommu_flush_iotlb_all`, Linux 6.12.117; DI-25, DI-26).
 *
 * On Intel `cache_tag_flush_range`, `qi_submit_sync`; on AMD `__domain_flush_pages`, `domain_flush_complete`. That a device
 * asks again while the IOTLB still answers it (IO-16) is why the IOTLB comes first.
 */
import { iova } from '../../address.ts'
import type { Hw } from '../../machine/columns.ts'
import type { Invalidation } from '../../machine/domain.ts'
import type { IovaRange } from '../effects.ts'
import type { Parts } from '../parts.ts'
import { withQueued } from './domain.ts'

/** `flush_iotlb_all`: every IOVA. */
export const EVERYTHING: IovaRange = { iova: iova(0), size: Infinity }

/** Functions of the domain of `f` for which ATS is on. */
export const devicesWithAts = ({ machine: m, attached }: Hw, f: number): number[] =>
  m.ats.flatMap((on, g) => (on && attached[g] === attached[f] ? [g] : []))

/** The commands of Linux, first to last: the IOTLB forgets, then each device, and the CPU waits for all of them. */
export const flushDevices = (hw: Hw, f: number, range: IovaRange): readonly Invalidation[] => [
  { kind: 'IOTLB', range },
  ...devicesWithAts(hw, f).map((g): Invalidation => ({ kind: 'device TLB', function: g, range })),
  { kind: 'wait' },
]

/** The tables of `hw`, with what is to be flushed in the queue of the domain of `f`. */
export const synced = (parts: Parts, hw: Hw, f: number, ranges: readonly IovaRange[]): Hw['domains'] =>
  ranges.length === 0
    ? hw.domains
    : withQueued(
        hw,
        f,
        ranges.flatMap((range) => parts.flushDevices(hw, f, range)),
      )
