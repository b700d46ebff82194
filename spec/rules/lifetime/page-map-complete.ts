/**
 * S45 PageMapComplete: what a driver forgets to fill in, only the registrar can notice.
 */
import { barStart } from '../../../model/operations/memory.ts'
import type { Segment } from '../../../model/place.ts'
import { always, type Event } from '../../rule.ts'
import { tellPlace } from '../../tell.ts'

export const pageMapComplete = always<null>({
  id: 'S45',
  name: 'PageMapComplete',
  sentence:
    'A page map is registered only if it has the methods and the owner that its type needs, and only over memory that the kernel can map.',
  why: 'A driver fills in a page map, and then registers it. Nobody looks at what is missing until a page is freed or brought back, or somebody touches it, and then the kernel stops.',
  sources: ['A0-08, A0-09, A3-08, PM-3, PM-4, PM-12'],
  assumptions: [],
  needs: ['addResource', 'memremapPages'],
  start: null,
  next: (state, event) => {
    const { index, operation, outcome, before } = event
    if (outcome.kind !== 'added' || !isAsked(event)) return { state }
    if (outcome.rc !== 0) return { state, fired: true }
    const at = event.after.objects.get(index)!
    const missing = operation.kind === 'memremap_pages' ? missingIn(operation) : undefined
    const wrong = missing === undefined ? beyond(event, at) : `without ${missing}`
    if (wrong === undefined) return { state, fired: true }
    const found = `${tellPlace(before.hw.machine, at)} registered ${wrong}`
    return { state, fired: true, broken: { step: index, entry: 0, offset: 0, meant: at, found, allowed: ['an error'] } }
  },
})

/** Of peer memory nothing is to be filled in: it may lie where the kernel maps nothing, if there is such a place. */
const isAsked = ({ operation, before: { hw } }: Event): boolean =>
  operation.kind === 'memremap_pages' || hw.machine.cpuReach < EVERYWHERE
const EVERYWHERE = 2 ** 64

type Filled = Extract<Event['operation'], { kind: 'memremap_pages' }>

/** What pages of the type cannot do without: PM-3, PM-4. */
const missingIn = ({ type, ops, owner }: Filled): string | undefined => {
  const isPrivate = type === 'MEMORY_DEVICE_PRIVATE'
  if (!isPrivate && type !== 'MEMORY_DEVICE_COHERENT') return undefined
  if (isPrivate && ops !== 'ram' && ops !== 'both') return 'a way to bring a page back to RAM'
  if (ops !== 'free' && ops !== 'both') return 'a method to free a page'
  return owner ? undefined : 'an owner'
}

/** Every page but a private one is to be touched by the CPU, and private ones are told apart by numbers as long as that. */
const beyond = ({ before: { hw } }: Event, { owner, at, length }: Segment): string | undefined =>
  barStart(hw.machine, owner) + at + length <= hw.machine.cpuReach ? undefined : 'where the kernel can map nothing'
