/**
 * S46 WrittenIsRead: what is in memory that was mapped, by content and not by place.
 */
import { placeOf, placesIn, seenByCpu } from '../../../model/contents.ts'
import { rowsIn } from '../../../model/hardware/contents.ts'
import { NO_FUNCTION } from '../../../model/machine/columns.ts'
import type { Bytes, Contents } from '../../../model/machine/contents.ts'
import type { Place } from '../../../model/place.ts'
import type { Transfer } from '../../../model/transfer.ts'
import type { Mapped, World } from '../../../model/world.ts'
import { memoryIsHandedOver, requestsLandAsMeant } from '../../assumptions/index.ts'
import { always, type Event, type Finding } from '../../rule.ts'
import { tellPlace } from '../../tell.ts'

export const writtenIsRead = always<null>({
  id: 'S46',
  name: 'WrittenIsRead',
  sentence:
    'A device that reads memory by a mapping, and the CPU once the memory is handed back to it, find what was last written there, by whomever.',
  why: 'Memory that is mapped may be copied, into a bounce buffer and back. A copy that is missing, too old, or of somebody else’s buffer puts old or foreign bytes where new ones were, although each request lands where it should.',
  sources: ['A5-22, L36, LAT-4, DD-9', 'CVE-2022-0854', 'docs/findings/sync-of-a-bus-address.md'],
  assumptions: [requestsLandAsMeant, memoryIsHandedOver],
  needs: ['mapSg'],
  start: null,
  next: (state, event) => {
    let fired = false
    for (const look of looks(event)) {
      const { written } = event.before
      const wanted = rowsIn(written, look.meant)
      if (wanted.length === 0) continue
      fired = true
      const wrong = firstWrong(wanted, look, contentsFor(event))
      if (wrong !== undefined) return { state, fired, broken: told(event, look, wrong) }
    }
    return { state, fired }
  },
})

/** Bytes as they were meant, beside where somebody looks for them. */
interface Look {
  readonly meant: Bytes
  readonly at: Place
  /** Bytes into the list. */
  readonly position: number
}

/** A read is of what is there before it; what is handed back is looked at when that is done. */
const contentsFor = ({ outcome, before, after }: Event): Contents =>
  outcome.kind === 'unmapped' || outcome.kind === 'synced' ? after.hw.contents : before.hw.contents

const looks = ({ operation, outcome, before }: Event): readonly Look[] => {
  if (before.written.length === 0 || !('map' in operation)) return NOWHERE
  const mapped = before.ledger.get(operation.map)
  if (mapped === undefined) return NOWHERE
  switch (outcome.kind) {
    case 'transfer':
      return outcome.access === 'read' && mapped.live ? readsOf(before, mapped, outcome) : NOWHERE
    case 'copied':
      return outcome.writes === true ? NOWHERE : inPlace(mapped)
    case 'unmapped':
      return mapped.direction === 'DMA_TO_DEVICE' ? NOWHERE : inPlace(mapped)
    case 'synced':
      return operation.kind === 'dma_sync_sgtable' && operation.for === 'cpu' ? inPlace(mapped) : NOWHERE
    default:
      return NOWHERE
  }
}
const NOWHERE: readonly Look[] = []

/** What a device reads, request by request; a driver on no bus reads by the CPU, entry by entry. */
const readsOf = ({ hw }: World, mapped: Mapped, outcome: Transfer): Look[] => {
  if (outcome.initiator === NO_FUNCTION)
    return inPlace(mapped).map((look, i) => ({ ...look, at: seenByCpu(hw, outcome.cpu[i].phys) ?? look.at }))
  return outcome.transactions.flatMap(({ landing, position, length }) => {
    const place = landing.kind === 'read lost' ? undefined : placeOf(landing)
    return place === undefined ? [] : placesOf(mapped, position, length, place)
  })
}

const placesOf = ({ meant }: Mapped, position: number, length: number, { owner, at }: Place): Look[] => {
  let skipped = 0
  return placesIn(meant, position, length).map((bytes) => {
    const look = { meant: bytes, at: { owner, at: at + skipped }, position: position + skipped }
    skipped += bytes.length
    return look
  })
}

/** The whole list, where it lies. */
const inPlace = ({ meant }: Mapped): Look[] => {
  let position = 0
  return meant.map(({ owner, at, length }) => {
    const look = { meant: { owner, at, length }, at: { owner, at }, position }
    position += length
    return look
  })
}

interface Wrong {
  /** Bytes into what is looked for. */
  readonly skipped: number
  readonly wanted: number
  /** Undefined: nobody has written it. */
  readonly found: number | undefined
}

const firstWrong = (wanted: ReturnType<typeof rowsIn>, { meant, at }: Look, contents: Contents): Wrong | undefined => {
  for (const row of wanted) {
    const skipped = row.at - meant.at
    let next = at.at + skipped
    for (const found of rowsIn(contents, { owner: at.owner, at: next, length: row.length })) {
      const into = found.at - at.at
      if (found.at !== next) return { skipped: next - at.at, wanted: row.by, found: undefined }
      if (found.by !== row.by || found.from - row.from !== into - skipped)
        return { skipped: into, wanted: row.by, found: found.by }
      next = found.at + found.length
    }
    if (next < at.at + skipped + row.length) return { skipped: next - at.at, wanted: row.by, found: undefined }
  }
  return undefined
}

const told = ({ index, before: { hw } }: Event, { meant, position }: Look, wrong: Wrong): Finding => {
  const place = { owner: meant.owner, at: meant.at + wrong.skipped }
  const other = wrong.found === wrong.wanted ? 'another part of ' : ''
  const is = wrong.found === undefined ? 'nothing that anybody wrote' : `${other}what steps[${wrong.found}] wrote`
  return {
    step: index,
    entry: 0,
    offset: position + wrong.skipped,
    meant: place,
    found: `${is} is found for ${tellPlace(hw.machine, place)}, and last written was what steps[${wrong.wanted}] wrote`,
    allowed: [`what steps[${wrong.wanted}] wrote`],
  }
}
