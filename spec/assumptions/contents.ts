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
  why: 'What ends elsewhere was never written, or is read from elsewhere. S2 judges that, and here it would be said twice.',
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
    'Memory that a device may write is mapped for that device alone, is used while it is mapped, and goes to the CPU and back with a sync.',
  why: 'A bounce buffer is filled and emptied when memory is handed over, and a cache is cleaned then. Who reads before that, or writes meanwhile, finds old bytes, or loses new ones.',
  sources: ['A5-22, DD-3, DD-6', 'Documentation/core-api/dma-api.rst, Linux 6.12'],
  holdsIn: (events) => {
    const turns: Turns = new Map()
    return events.every((event) => takesTurns(turns, event))
  },
}

const takesTurns = (turns: Turns, event: Event): boolean => {
  const { operation, outcome, index } = event
  switch (outcome.kind) {
    case 'mapped':
      return outcome.rc !== 0 || (isFree(turns, event, index, false) && turns.set(index, 'device').size > 0)
    case 'transfer':
      if (!('map' in operation)) return outcome.access === 'read'
      return mayUse(turns, event, operation.map, outcome.access !== 'read')
    case 'copied':
      return !('map' in operation) || mayTouch(turns, event, operation.map, outcome.writes === true)
    case 'synced': {
      const { map, for: by } = operation as Extract<typeof operation, { kind: 'dma_sync_sgtable' }>
      turns.set(map, by)
      return by === 'cpu' || isFree(turns, event, map, false)
    }
    case 'unmapped': {
      const { map } = operation as { readonly map: number } & typeof operation
      const isLost = turns.get(map) === 'unsent' && event.before.ledger.get(map)?.direction !== 'DMA_TO_DEVICE'
      turns.delete(map)
      return !isLost
    }
    default:
      return true
  }
}

/** The device has it, and nobody else whom it concerns. */
const mayUse = (turns: Turns, event: Event, map: number, writes: boolean): boolean => {
  const isOwn = event.before.ledger.get(map)!.iova !== undefined || turns.get(map) === 'device'
  return isOwn && isFree(turns, event, map, writes)
}

const mayTouch = (turns: Turns, event: Event, map: number, writes: boolean): boolean => {
  const { direction } = event.before.ledger.get(map)!
  const turn = turns.get(map)
  if (!writes) return (turn !== 'device' || direction === 'DMA_TO_DEVICE') && isFree(turns, event, map, false)
  if (turn === 'device' || direction === 'DMA_FROM_DEVICE' || !isFree(turns, event, map, true)) return false
  turns.set(map, 'unsent')
  return true
}

/** Of the same memory no other mapping is alive: none at all, or none whose device has it and may write. */
const isFree = (turns: Turns, { before, after }: Event, map: number, forAll: boolean): boolean => {
  const own = after.ledger.get(map)!
  return [...turns].every(([other, turn]) => {
    const theirs = before.ledger.get(other)
    if (other === map || theirs === undefined || !(forAll || mayWrite(theirs, turn))) return true
    return !own.meant.some((one) => theirs.meant.some((two) => isShared(one, two)))
  })
}

const mayWrite = ({ direction }: Mapped, turn: Turn): boolean => direction !== 'DMA_TO_DEVICE' && turn === 'device'

const isShared = (one: Segment, two: Segment): boolean =>
  one.owner === two.owner && overlaps(one.at, one.length, two.at, two.length)
