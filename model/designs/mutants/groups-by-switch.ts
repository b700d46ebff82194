/**
 * Linux 6.12 with isolation groups that hold: a switch any of whose ports does not isolate is one group, with all
 * that is below it. Keeps S23 where Linux breaks it; what a series of 2025 proposes upstream.
 */
import { groupOf, isEnabled } from '../../kernel/iommu/groups.ts'
import { linux } from '../../kernel/linux.ts'
import { KIND, ROOT, type Hw } from '../../machine/columns.ts'
import { parts } from '../releases/linux-6.12.ts'

const byWholeSwitch = (hw: Hw, f: number): number => {
  const m = hw.machine
  const up = m.parent[f]
  if (up === ROOT) return groupOf(hw, f)
  if (m.kind[up] === KIND.switchDown && m.below[m.parent[up]].some((port) => !isEnabled(hw, port)))
    return byWholeSwitch(hw, m.parent[up])
  const above = byWholeSwitch(hw, up)
  return above === up && isEnabled(hw, up) ? groupOf(hw, f) : above
}

export default linux(
  {
    id: 'groups-by-switch',
    summary: 'Linux 6.12 that puts all of a switch into one group if one of its ports does not isolate',
    sources: ['S23, IO-11'],
  },
  { ...parts, groupOf: byWholeSwitch },
)
