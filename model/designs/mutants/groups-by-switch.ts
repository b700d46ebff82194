/**
 * Linux 6.12 with isolation groups that hold: a switch any of whose ports does not isolate is one group, with all
 * that is below it, and so is a device any of whose functions does not. Keeps S23 where Linux breaks it; what a series of
 * 2025 proposes upstream.
 */
import { groupOf, isEnabled } from '../../kernel/iommu/groups.ts'
import { linux } from '../../kernel/linux.ts'
import { KIND, ROOT, type Hw } from '../../machine/columns.ts'
import { parts } from '../releases/linux-6.12.ts'

/** What Linux gives a function that isolates, and its sister does not: a group of its own. */
const byWholeDevice = (hw: Hw, f: number): number => {
  const { parent, host, devfn } = hw.machine
  const slotOf = (g: number): number => Math.floor(devfn[g] / 8)
  const mates = [...parent.keys()].filter(
    (g) => parent[g] === parent[f] && host[g] === host[f] && slotOf(g) === slotOf(f),
  )
  return mates.every((g) => isEnabled(hw, g)) ? groupOf(hw, f) : Math.min(...mates.map((g) => groupOf(hw, g)))
}

const byWholeSwitch = (hw: Hw, f: number): number => {
  const m = hw.machine
  const up = m.parent[f]
  if (up === ROOT) return byWholeDevice(hw, f)
  if (m.kind[up] === KIND.switchDown && m.below[m.parent[up]].some((port) => !isEnabled(hw, port)))
    return byWholeSwitch(hw, m.parent[up])
  const above = byWholeSwitch(hw, up)
  return above === up && isEnabled(hw, up) ? byWholeDevice(hw, f) : above
}

export default linux(
  {
    id: 'groups-by-switch',
    summary:
      'Linux 6.12 that puts all of a switch, or of a device, into one group if one of its ports, or functions, does not isolate',
    sources: ['S23, IO-11'],
  },
  { ...parts, groupOf: byWholeSwitch },
)
