/**
 * S12 PrivateNeverDma: memory that only one device reaches is handed to nobody else.
 */
import type { Machine } from '../../../model/machine/columns.ts'
import { isPrivate } from '../../../model/memory/observe.ts'
import { linksGoBothWays, ownersAreLinked } from '../../assumptions/index.ts'
import { always, type Event } from '../../rule.ts'
import { brokenAt } from '../../accesses.ts'

export const privateNeverDma = always<null>({
  id: 'S12',
  name: 'PrivateNeverDma',
  sentence:
    'A device-private page has no address that a CPU or another device could use: no present entry of a process, no page table of another device and no pin leads to it.',
  why: 'The number that stands for such a page is made up. A CPU that uses the number as an address aborts. A device that uses it writes to whatever lies there.',
  sources: ['A5-09, PM-1, HM-7, CF-1'],
  assumptions: [ownersAreLinked, linksGoBothWays],
  needs: ['memory', 'migrates'],
  start: null,
  next: (state, event) => {
    const { before, after, index, outcome } = event
    if (before.mm === after.mm) return { state }
    const fired = Object.values(after.mm.pages).some(({ frame, refs }) => refs > 0 && isPrivate(after.mm, frame))
    const aborted = outcome.kind === 'accessed' && outcome.end === 'abort'
    const found = aborted ? 'an access ends at memory that nobody answers for' : exposed(event)
    if (found === undefined) return { state, fired }
    return { state, fired: true, broken: brokenAt(index, found, 'a fault', 'memory that the reader reaches') }
  },
})

const reaches = ({ linked }: Machine, device: number, home: number): boolean =>
  device === home || linked[device].includes(home)

/** Who has a way to private memory that is not his. */
const exposed = ({ after: { mm, hw } }: Event): string | undefined => {
  const { spaces, mirrors, home } = mm.memory
  for (const [process, { entries }] of spaces.entries())
    for (const [page, { kind, frame }] of Object.entries(entries))
      if (kind === 'present' && isPrivate(mm, frame)) return `a present entry of process ${process} for page ${page}`
  for (const [device, table] of Object.entries(mirrors))
    for (const [page, { frame }] of Object.entries(table))
      if (isPrivate(mm, frame) && !reaches(hw.machine, Number(device), home[frame]))
        return `${hw.machine.name[Number(device)]} has private memory of ${hw.machine.name[home[frame]]} for page ${page}`
  for (const [step, frames] of Object.entries(mm.held))
    if (frames.some((frame) => isPrivate(mm, frame))) return `steps[${step}] pinned a private page`
  return undefined
}
