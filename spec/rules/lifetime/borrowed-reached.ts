/**
 * S43 BorrowedReached: an address for memory that was lent leads to it.
 */
import type { Outcome } from '../../../model/outcome.ts'
import { allowlistedBridgesForward, iovaAvoidsWindows } from '../../assumptions/index.ts'
import { always, type Finding } from '../../rule.ts'
import { brokenAt, tellFrame, usedLent } from '../../accesses.ts'
import { tellLanding } from '../../tell.ts'
import type { World } from '../../../model/world.ts'

export const borrowedReached = always<null>({
  id: 'S43',
  name: 'BorrowedReached',
  sentence:
    'As long as a device has an address for memory that was lent to it and not revoked, a request with that address ends in that memory, wherever the memory lies.',
  why: 'An exporter may move what it lends, and two devices may have no way to each other at all. If the map does not ask for the way, or the importer does not listen, the device writes to memory of somebody else, or to nothing.',
  sources: ['A5-03, A5-07, NW-8', 'L56'],
  assumptions: [allowlistedBridgesForward, iovaAvoidsWindows],
  needs: ['memory', 'dmaBufMap'],
  start: null,
  next: (state, event) => {
    const living = usedLent(event).filter(({ outcome }) => outcome.lent.ended === undefined)
    // What the specification leaves open is not counted against any design.
    const certain = living.filter(({ outcome }) => outcome.landing!.kind !== 'undefined')
    const wrong = certain.find(({ outcome }) => outcome.frame !== outcome.lent.lies)
    if (wrong === undefined) return { state, fired: certain.length > 0 }
    return { state, fired: true, broken: told(event.index, event.before, wrong) }
  },
})

const told = (
  index: number,
  world: World,
  { index: step, outcome }: { readonly index: number; readonly outcome: Extract<Outcome, { kind: 'accessed' }> },
): Finding => {
  const where =
    outcome.frame === undefined
      ? `without memory (${tellLanding(world.hw.machine, outcome.landing!)})`
      : `in other memory, in ${tellFrame(world, outcome.frame)}`
  return brokenAt(index, `the request of steps[${step}] ends ${where}`, 'the memory that was lent', 'no address')
}
