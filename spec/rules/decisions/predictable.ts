/**
 * S18 Predictable: what an exporter mapped once it maps again.
 */
import { mapEvent, type MapEvent } from '../../meant.ts'
import { always } from '../../rule.ts'

export const predictable = always<readonly string[]>({
  id: 'S18',
  name: 'Predictable',
  sentence:
    'If pages of a process were once mapped for a device, they can be mapped for it again, as long as they exist.',
  why: 'A device that had to give pages up asks for them again when it needs them. If that may fail, a program that has worked stops in the middle, where it has no other way left.',
  sources: ['A5-06, A5-08'],
  assumptions: [],
  needs: ['mapUserRange'],
  start: [],
  next: (known, event) => {
    const map = mapEvent(event)
    if (map === undefined || map.operation.kind !== 'p2p_map') return { state: known }
    const asked = keyOf(map)
    const again = known.includes(asked)
    if (map.outcome.rc === 0) return { state: again ? known : [...known, asked], fired: again }
    if (!again) return { state: known }
    const found = 'an error for pages that were mapped for this device before'
    const allowed = ['the pages, by whatever address']
    return { state: known, fired: true, broken: { step: map.index, entry: 0, offset: 0, found, allowed } }
  },
})

/** Which pages, and for whom. */
const keyOf = ({ operation: { client, list } }: MapEvent): string =>
  [client, ...list.flatMap(({ owner, at }) => [owner, at])].join(' ')
