/**
 * What is taken on trust where contents of memory are judged.
 */
import { overlaps } from '../../model/address.ts'
import type { Segment } from '../../model/place.ts'
import type { Mapped } from '../../model/world.ts'
import { isAstray, useEvent } from '../meant.ts'
import type { Assumption, Event } from '../rule.ts'

export const requestsLandAsMeant: Assumption = {
  id: 'requests-land-as-meant',
  sentence: 'Each request of a device by a mapping ends in the memory that is meant, as S2 has it.',
  why: 'What ends elsewhere was never written, or is read from elsewhere. S2 judges that, and here it would be said twice. A use after the unmap means nothing, so it is not looked at, wherever it ends.',
  sources: ['S2'],
  holdsIn: (events) =>
    events.every((event) => {
      const use = useEvent(event)
      return use === undefined || !use.transfer.transactions.some((t) => isAstray(use.before, use.mapping, t))
    }),
}

/** Whose a mapping's memory is now; `unsent`: the CPU has written, and the device was not told. */
type Turn = 'device' | 'cpu' | 'unsent'

/** Mappings that are alive, by their steps. */
type Turns = Map<number, Turn>

export const memoryIsHandedOver: Assumption = {
  id: 'memory-is-handed-over',
  sentence:
    'Memory that a device may write is mapped for that device alone, is used only while it is mapped, goes to the CPU and back with a sync, and is unmapped before it is given back.',
  why: 'A bounce buffer is filled and emptied when memory is handed over. Who reads before that, or writes meanwhile, finds old bytes, or loses new ones. An unmap that comes too late brings old bytes to the next owner.',
  sources: ['A5-22, DD-3, DD-6, DD-9', 'Documentation/core-api/dma-api.rst, Linux 6.12'],
  holdsIn: (events) => {
    const turns: Turns = new Map()
    return events.every((event) => takesTurns(turns, event))
  },
}

const takesTurns = (turns: Turns, event: Event): boolean => {
  const { operation, outcome, index } = event
  if (outcome.kind === 'mapped') {
    if (outcome.rc !== 0) return true
    turns.set(index, 'device')
    return isFree(turns, event, index, false)
  }
  // Of what nobody mapped a read tells nothing, and a write is nobody's.
  if (outcome.kind === 'transfer' && !('map' in operation)) return outcome.access === 'read'
  if (!('map' in operation)) return true
  const { map } = operation
  switch (outcome.kind) {
    case 'transfer':
      return mayUse(turns, event, map, outcome.access !== 'read')
    case 'copied':
      return mayTouch(turns, event, map, outcome.writes === true)
    case 'synced':
      return isSynced(turns, event, map, 'for' in operation && operation.for === 'device')
    case 'unmapped':
      return isTakenBack(turns, event, map)
    default:
      return true
  }
}

/** The device has it, and nobody else whom it concerns. */
const mayUse = (turns: Turns, event: Event, map: number, writes: boolean): boolean => {
  const { iova, live } = event.before.ledger.get(map)!
  // A range that its driver fills is mapped piece by piece.
  const isOwn = iova !== undefined ? live : turns.get(map) === 'device'
  return isOwn && isHeld(event, map) && isFree(turns, event, map, writes)
}

const mayTouch = (turns: Turns, event: Event, map: number, writes: boolean): boolean => {
  const { direction } = event.before.ledger.get(map)!
  const turn = turns.get(map)
  if (!writes) return (turn !== 'device' || direction === 'DMA_TO_DEVICE') && isFree(turns, event, map, false)
  if (turn === 'device' || direction === 'DMA_FROM_DEVICE' || !isFree(turns, event, map, true)) return false
  turns.set(map, 'unsent')
  return true
}

const isSynced = (turns: Turns, event: Event, map: number, forDevice: boolean): boolean => {
  const isLost = turns.get(map) === 'unsent' && !forDevice
  turns.set(map, forDevice ? 'device' : 'cpu')
  return !isLost && isHeld(event, map) && (!forDevice || isFree(turns, event, map, false))
}

const isTakenBack = (turns: Turns, event: Event, map: number): boolean => {
  const comesBack = event.before.ledger.get(map)!.direction !== 'DMA_TO_DEVICE'
  const isLost = turns.get(map) === 'unsent' && comesBack
  turns.delete(map)
  return !isLost && (!comesBack || isHeld(event, map))
}

/** Nothing of a list was given back, or taken away. */
const isHeld = ({ before: { ledger, objects } }: Event, map: number): boolean =>
  ledger.get(map)!.meant.every(({ object }) => {
    const { ended, lost } = objects.get(object ?? -1) ?? {}
    return ended === undefined && lost === undefined
  })

/** Of the same memory no other mapping is alive: none at all, or none whose device has it and may write. */
const isFree = (turns: Turns, { after: { ledger } }: Event, map: number, forAll: boolean): boolean => {
  const { meant } = ledger.get(map)!
  return [...turns].every(([other, turn]) => {
    const theirs = ledger.get(other)!
    if (other === map || !(forAll || mayWrite(theirs, turn))) return true
    return !meant.some((one) => theirs.meant.some((two) => isShared(one, two)))
  })
}

const mayWrite = ({ direction }: Mapped, turn: Turn): boolean => direction !== 'DMA_TO_DEVICE' && turn === 'device'

const isShared = (one: Segment, two: Segment): boolean =>
  one.owner === two.owner && overlaps(one.at, one.length, two.at, two.length)
