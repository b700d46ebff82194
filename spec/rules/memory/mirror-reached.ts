/**
 * S41 MirrorReached: an address for a mirrored page leads to the page.
 */
import { liesAt } from '../../../model/memory/observe.ts'
import { allowlistedBridgesForward, iovaAvoidsWindows } from '../../assumptions/index.ts'
import { always, type Event } from '../../rule.ts'
import { brokenAt, tellFrame } from '../../accesses.ts'
import { tellLanding } from '../../tell.ts'

export const mirrorReached = always<null>({
  id: 'S41',
  name: 'MirrorReached',
  sentence:
    'As long as a device has an address for a page of a process, a request with that address ends in the memory where the page lies for the process.',
  why: 'When memory moves, its old addresses stay behind. A device that still uses an old address writes to whatever lies there now: another page of the process, or memory of somebody else.',
  sources: ['A2-09, A2-12, A3-57, A5-07', 'L43, L49, L68'],
  assumptions: [allowlistedBridgesForward, iovaAvoidsWindows],
  needs: ['memory', 'hmmDmaMapPfn'],
  start: null,
  next: (state, event) => {
    const { operation, outcome, before, index } = event
    if (operation.kind !== 'mirrored_dma' || outcome.kind !== 'accessed') return { state }
    // What the specification leaves open is not counted against any design.
    if (outcome.landing!.kind === 'undefined') return { state }
    const lies = liesAt(before.mm, 0, operation.page)
    if (lies !== undefined && outcome.frame === lies) return { state, fired: true }
    const where = lies === undefined ? 'nowhere: the process has it no more' : `in ${tellFrame(before, lies)}`
    const found = `${ended(event)}, and page ${operation.page} lies ${where}`
    return { state, fired: true, broken: brokenAt(index, found, 'the memory in which the page lies', 'no address') }
  },
})

const ended = ({ operation, outcome, before }: Event): string => {
  const { name } = before.hw.machine
  const who = operation.kind === 'mirrored_dma' ? name[operation.device] : ''
  if (outcome.kind !== 'accessed' || outcome.frame === undefined)
    return `the request of ${who} ends without memory (${outcome.kind === 'accessed' ? tellLanding(before.hw.machine, outcome.landing!) : ''})`
  return `the request of ${who} ends in another page, in ${tellFrame(before, outcome.frame)}`
}
