/**
 * Belief: what devices keep of an IOMMU's translations is flushed after the IOTLB, and waited for (`iommu_iotlb_sync`,
 * `iommu_flush_iotlb_all`, Linux 6.12.117; DI-25, DI-26).
 *
 * On Intel `cache_tag_flush_range`, `qi_submit_sync`; on AMD `__domain_flush_pages`, `domain_flush_complete`. That a device
 * asks again while the IOTLB still answers it (IO-16) is why the IOTLB comes first.
 */
import { iova } from '../../address.ts'
import { Refused, problem } from '../../problem.ts'
import type { Hw } from '../../machine/columns.ts'
import type { Invalidation } from '../../machine/domain.ts'
import type { IovaRange } from '../effects.ts'
import type { Parts } from '../parts.ts'
import { membersOf, withQueued } from './domain.ts'

/** `flush_iotlb_all`: every IOVA. */
export const EVERYTHING: IovaRange = { iova: iova(0), size: Infinity }

/** Functions of the domain of `f` for which ATS is on. */
export const devicesWithAts = (hw: Hw, f: number): number[] => membersOf(hw, f).filter((g) => hw.machine.ats[g])

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
        ranges.flatMap((range) => commandsOf(parts, hw, f, range)),
      )

/** A command that no IOMMU has would be read by nobody, and the design pass. */
const commandsOf = (parts: Parts, hw: Hw, f: number, range: IovaRange): readonly Invalidation[] => {
  const commands: unknown = parts.flushDevices(hw, f, range)
  const list = Array.isArray(commands) ? (commands as readonly unknown[]) : undefined
  const wrong = list?.findIndex((command) => !isCommand(command, hw.machine.name.length)) ?? 0
  if (list !== undefined && wrong < 0) return list as readonly Invalidation[]
  const [path, found] = list === undefined ? ['', commands] : [`[${wrong}]`, list[wrong]]
  throw new Refused([
    problem(
      `flushDevices${path}`,
      JSON.stringify(found) ?? String(found),
      `${list === undefined ? 'a list of ' : ''}{kind: 'IOTLB', range}, {kind: 'device TLB', function, range} or {kind: 'wait'}`,
    ),
  ])
}

const isCommand = (command: unknown, functions: number): boolean => {
  if (typeof command !== 'object' || command === null) return false
  const { kind, function: f, range } = command as { kind?: unknown; function?: unknown; range?: Partial<IovaRange> }
  if (kind === 'wait') return true
  if (typeof range?.iova !== 'number' || typeof range.size !== 'number') return false
  return kind === 'IOTLB' || (kind === 'device TLB' && Number.isInteger(f) && Number(f) >= 0 && Number(f) < functions)
}
