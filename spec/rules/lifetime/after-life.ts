/**
 * S16 AfterLife: what was given back is somebody else's.
 */
import { within } from '../../../model/address.ts'
import type { Landing } from '../../../model/hardware/landing.ts'
import { RAM } from '../../../model/place.ts'
import type { MemoryObject } from '../../../model/world.ts'
import {
  busAddressesStopAtUnmap,
  driversUnmapFirst,
  iovaAvoidsWindows,
  unmapsAreFlushed,
} from '../../assumptions/index.ts'
import { byteMeant, objectAt, reached } from '../../meant.ts'
import { brokenAt, usedLent, type UsedLent } from '../../accesses.ts'
import { always, type Event, type Next } from '../../rule.ts'
import { tellLanding } from '../../tell.ts'

export const afterLife = always<null>({
  id: 'S16',
  name: 'AfterLife',
  sentence:
    'Once memory was given back, taken away or pulled out, no address that a device was given for it reaches what lies in its place.',
  why: 'The same bytes are given out again, to somebody who never heard of that device. If a list names a place, and not the memory that lay there, the disk of one process overwrites a buffer of another.',
  sources: ['L52, L53, A5-18, A5-19, AR-11, PM-25, DI-22, RT-21, HP-2'],
  assumptions: [driversUnmapFirst, busAddressesStopAtUnmap, unmapsAreFlushed, iovaAvoidsWindows],
  needs: ['mapSg', 'unbind'],
  start: null,
  next: (state, event) => {
    const { index, operation, outcome, before } = event
    const late = usedLent(event).filter(({ outcome: { lent } }) => lent.ended !== undefined)
    if (late.length > 0) return { state, fired: true, ...afterRevoke(event, late) }
    if (operation.kind !== 'dma' || outcome.kind !== 'transfer' || before.objects.size === 0) return { state }
    const mapping = before.ledger.get(operation.map)!
    const objects = [...before.objects.values()]
    const fired = outcome.transactions.length > 0 && objects.some((one) => endOf(one) !== undefined)
    for (const one of outcome.transactions) {
      const object = before.objects.get(objectAt(mapping.meant, one.position) ?? -1)
      const byte = byteMeant(mapping, one)
      const own =
        object === undefined || endOf(object) === undefined || !reached(one.landing, byte, []) ? undefined : object
      const wrong = own ?? buried(objects, one.landing)
      if (wrong === undefined) continue
      const { entry, offset, landing } = one
      const found = `${tellLanding(before.hw.machine, landing)}, in memory that ended with steps[${endOf(wrong)}]`
      const about = byte === undefined ? {} : { meant: byte }
      const broken = {
        step: index,
        entry,
        offset,
        ...about,
        landing,
        found,
        allowed: ['a fault', 'memory that is meant'],
      }
      return { state, fired, broken }
    }
    return { state, fired }
  },
})

/** Pulled out, or given back: the step after which its bytes are somebody else's. */
const endOf = ({ lost, ended }: MemoryObject): number | undefined => lost ?? ended

/** A place that was revoked is somebody else’s, whoever it is. */
const afterRevoke = (event: Event, late: readonly UsedLent[]): Pick<Next<null>, 'broken'> => {
  const wrong = late.find(({ outcome }) => outcome.frame === outcome.lent.lies)
  if (wrong === undefined) return {}
  const { landing, lent } = wrong.outcome
  const what = `the request of steps[${wrong.index}] ${tellLanding(event.before.hw.machine, landing!)}`
  const found = `${what}, in memory that ended with steps[${lent.ended}]`
  return { broken: { ...brokenAt(event.index, found, 'a fault', 'memory that is meant'), landing: landing! } }
}

/** What the bytes of a landing were, where they are nobody's any more. */
const buried = (objects: readonly MemoryObject[], landing: Landing): MemoryObject | undefined => {
  if (landing.kind !== 'bar' && landing.kind !== 'ram') return undefined
  const [owner, at] = landing.kind === 'bar' ? [landing.owner, landing.offset] : [RAM, landing.address]
  // Of what was pulled out nothing is buried here: another device stands in its place.
  const here = objects.filter(
    (one) => one.lost === undefined && one.owner === owner && within(at, one.at, one.length) && one.by !== 'pages',
  )
  return here.every(({ ended }) => ended !== undefined) ? here.at(-1) : undefined
}
