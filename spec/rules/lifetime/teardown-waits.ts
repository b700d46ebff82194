/**
 * S32 TeardownWaits: a provider goes when nobody holds its memory, and then it goes.
 */
import { within } from '../../../model/address.ts'
import type { Unbound } from '../../../model/kernel/design.ts'
import type { Machine } from '../../../model/machine/columns.ts'
import { inSlot } from '../../../model/operations/hotplug.ts'
import type { Operation } from '../../../model/operations/index.ts'
import type { MemoryObject } from '../../../model/world.ts'
import { always, type Event } from '../../rule.ts'
import { tellPlace } from '../../tell.ts'

export const teardownWaits = always<null>({
  id: 'S32',
  name: 'TeardownWaits',
  sentence:
    'Unbinding a provider, or using its slot for another device, waits while somebody holds an allocation of its memory. Meanwhile it takes none of that memory away. It ends when nobody holds any.',
  why: 'If pages go away while somebody holds them, the kernel oopses, or the pages are given out again. A reference that nobody holds is never given back, and then the device can never be removed. A mapping for DMA is no allocation: teardown does not know about it.',
  sources: ['PM-25, AR-11, HP-2, L61, BUG-8, BUG-35'],
  assumptions: [],
  needs: ['unbind', 'alloc'],
  start: null,
  next: (state, event) => {
    const { index, operation, outcome } = event
    if (outcome.kind !== 'unbound') return { state }
    const providers = torndown(event.before.hw.machine, operation)
    const held = heldOf(event, providers)
    const found = whatIsWrong(event, providers, outcome.end, held)
    if (found === undefined) return { state, fired: true }
    const allowed = held.length > 0 ? ['it waits, and the memory stays'] : ['it ends']
    const about = held.length > 0 ? { meant: held[0] } : {}
    return { state, fired: true, broken: { step: index, entry: 0, offset: 0, ...about, found, allowed } }
  },
})

/** A provider that is unbound, or all that was pulled out of a slot which is to be used again. */
const torndown = (m: Machine, operation: Operation): readonly number[] => {
  if (operation.kind === 'unbind') return [operation.provider]
  return operation.kind === 'pciehp_enable_slot' ? inSlot(m, m.parent[operation.function]) : []
}

/** Allocations that were not given back; processes lose theirs, for unbinding unmaps them. */
const heldOf = ({ before }: Event, providers: readonly number[]): MemoryObject[] =>
  [...before.objects.values()].filter(
    ({ owner, by, ended }) => providers.includes(owner) && by === 'kernel' && ended === undefined,
  )

const whatIsWrong = (
  { before, after }: Event,
  providers: readonly number[],
  end: Unbound,
  held: readonly MemoryObject[],
): string | undefined => {
  const m = before.hw.machine
  if (end === 'BUG') return 'the kernel stops'
  if (held.length === 0)
    return end === 'gone'
      ? undefined
      : `it waits, and nobody holds memory of ${providers.map((f) => m.name[f]).join(', ')}`
  if (end === 'gone') return `it ends while ${tellPlace(m, held[0])} is held`
  const went = held.find((one) => pagesWent(after.objects, one))
  return went === undefined ? undefined : `the pages of ${tellPlace(m, went)} are taken away while it is held`
}

const pagesWent = (objects: ReadonlyMap<number, MemoryObject>, { owner, at }: MemoryObject): boolean => {
  const around = [...objects.values()].filter(
    (one) => one.by === 'pages' && one.owner === owner && within(at, one.at, one.length),
  )
  return around.length > 0 && around.every(({ ended }) => ended !== undefined)
}
