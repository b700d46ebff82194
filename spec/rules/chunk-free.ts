/**
 * S30 ChunkFree: an entry is mapped for what it is, not for its neighbours.
 */
import { hex, onTheWire } from '../../model/address.ts'
import type { Mapping, Scenario } from '../../model/scenario.ts'
import { byteAt, isPeer, listEvent, type MapEvent } from '../meant.ts'
import { compare, type Event } from '../rule.ts'
import { tellPlace } from '../tell.ts'

export const chunkFree = compare({
  id: 'S30',
  name: 'ChunkFree',
  sentence:
    'A list read backwards is mapped or refused like the list, and each bus address in it stays with its memory.',
  why: 'A caller may order and cut its lists as it likes. What depends on neighbours breaks with the first merge.',
  sources: ['threads.md S30, L27, L62', 'kernel-semantics.md LAT-2'],
  assumptions: [],
  needs: ['mapSg'],
  variant: (scenario) => backwards(scenario),
  relation: (events, ofBackwards) => {
    const [ours, theirs] = [events, ofBackwards].map(firstList)
    if (ours === undefined || theirs === undefined) return {}
    const [forth, back] = [ours, theirs].map(told)
    if (forth === back) return { fired: true }
    const allowed = [`as the other way round: ${back}`]
    return { fired: true, broken: { step: ours.index, entry: 0, offset: 0, found: forth, allowed } }
  },
})

/** The first mixed list of the scenario reversed, and nothing after it. */
const backwards = ({ machine, operations }: Scenario): Scenario | undefined => {
  const index = operations.findIndex(({ kind }) => kind === 'dma_map_sgtable')
  const map = operations[index] as Mapping | undefined
  if (map === undefined || map.build || map.list.length < 2 || !map.list.some(isPeer)) return undefined
  return { machine, operations: [...operations.slice(0, index), { ...map, list: map.list.toReversed() }] }
}

const firstList = (events: readonly Event[]): MapEvent | undefined =>
  events.flatMap((event) => listEvent(event) ?? [])[0]

/** Which memory got which bus address, in the order of the memory. */
const told = ({ before, operation, outcome }: MapEvent): string => {
  if (outcome.rc < 0) return 'refused'
  let position = 0
  const buses = outcome.table.slice(0, outcome.nents).flatMap(({ dma, dmaLength = 0, marked }) => {
    const byte = byteAt(operation.list, position)
    position += dmaLength
    return marked && byte !== undefined ? [`${tellPlace(before.hw.machine, byte)} at bus ${hex(onTheWire(dma!))}`] : []
  })
  return buses.length === 0 ? 'no bus address' : buses.toSorted().join(', ')
}
