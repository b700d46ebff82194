/**
 * S30 ChunkFree: an entry is mapped for what it is, not for its neighbours.
 */
import { hex, onTheWire } from '../../../model/address.ts'
import type { Machine } from '../../../model/machine/columns.ts'
import type { Scenario } from '../../../model/scenario/file.ts'
import type { Mapping } from '../../../model/operations/mapping.ts'
import { byteAt, isPeer, listEvent, type Byte, type MapEvent } from '../../meant.ts'
import { compare, type Event } from '../../rule.ts'
import { tellPlace } from '../../tell.ts'

export const chunkFree = compare({
  id: 'S30',
  name: 'ChunkFree',
  sentence: 'If a list is reversed, it is mapped or refused as before, and each bus address stays with its memory.',
  why: 'A caller may order and cut its lists as it likes. If the answer depends on which entries are neighbours, it changes as soon as entries are merged.',
  sources: ['L27, L62, LAT-2'],
  assumptions: [],
  needs: ['mapSg'],
  variant: (scenario) => backwards(scenario),
  relation: (events, ofBackwards) => {
    const [ours, theirs] = [firstList(events), firstList(ofBackwards)]
    if (ours === undefined || theirs === undefined) return {}
    const [forth, back] = [given(ours), given(theirs)]
    if (alike(forth, back)) return { fired: true }
    const { machine } = ours.before.hw
    const allowed = [`as the other way round: ${told(machine, back)}`]
    return { fired: true, broken: { step: ours.index, entry: 0, offset: 0, found: told(machine, forth), allowed } }
  },
})

/** The first mixed list of the scenario reversed, and nothing after it. */
const backwards = ({ machine, operations }: Scenario): Scenario | undefined => {
  const index = operations.findIndex(({ kind }) => kind === 'dma_map_sgtable')
  const map = operations[index] as Mapping | undefined
  if (map === undefined || isJoined(map) || map.list.length < 2 || !map.list.some(isPeer)) return undefined
  return { machine, operations: [...operations.slice(0, index), { ...map, list: map.list.toReversed() }] }
}

/** Who joins neighbours makes other entries of the reversed list. */
const isJoined = ({ build, append, bios }: Mapping): boolean => build || append === true || bios !== undefined

const firstList = (events: readonly Event[]): MapEvent | undefined => {
  for (const event of events) {
    const list = listEvent(event)
    if (list !== undefined) return list
  }
  return undefined
}

/** Memory and the bus address that it got. */
interface Given {
  readonly byte: Byte
  readonly bus: number
}

/** In the order of the memory; undefined: refused. */
const given = ({ operation, outcome }: MapEvent): readonly Given[] | undefined => {
  if (outcome.rc < 0) return undefined
  const all: Given[] = []
  let position = 0
  for (let i = 0; i < outcome.nents; i++) {
    const { dma, dmaLength = 0, marked } = outcome.table[i]
    const byte = marked ? byteAt(operation.list, position) : undefined
    if (byte !== undefined) all.push({ byte, bus: onTheWire(dma!) })
    position += dmaLength
  }
  return all.toSorted((a, b) => a.byte.phys - b.byte.phys || a.bus - b.bus)
}

const alike = (a: readonly Given[] | undefined, b: readonly Given[] | undefined): boolean =>
  a?.length === b?.length && (a ?? []).every(({ byte, bus }, i) => byte.phys === b![i].byte.phys && bus === b![i].bus)

const told = (m: Machine, buses: readonly Given[] | undefined): string => {
  if (buses === undefined) return 'refused'
  if (buses.length === 0) return 'no bus address'
  return buses
    .map(({ byte, bus }) => `${tellPlace(m, byte)} at bus ${hex(bus)}`)
    .toSorted()
    .join(', ')
}
