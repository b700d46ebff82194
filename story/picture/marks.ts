/**
 * Marks in a picture: who sends, what was meant, where it ended, and who else takes part in the step.
 */
import { hex } from '../../model/address.ts'
import { ROOT_COMPLEX } from '../../model/hardware/landing.ts'
import { errnoName } from '../../model/kernel/errno.ts'
import { NO_FUNCTION, type Machine } from '../../model/machine/columns.ts'
import { operationNamed, type Operation } from '../../model/operations/index.ts'
import type { Said } from '../../model/operations/steps.ts'
import type { Role } from '../../model/operations/word.ts'
import { RAM, type Place } from '../../model/place.ts'
import { tellPlace } from '../../spec/tell.ts'
import type { Event } from '../../spec/rule.ts'
import type { Path } from '../path.ts'
import type { Drawn } from '../chosen.ts'
import { routeOf, type Stop } from './route.ts'

/** A client that is no function. */
export interface Client {
  readonly client: number
}

/** A function, the root complex, memory, or a client that is none of them. */
export type Spot = Stop | Client

export interface Mark {
  readonly at: Spot
  readonly as: 'start' | 'meant' | 'landed' | 'wrong' | 'open' | 'role'
  readonly words: string
}

export const isSpot = (a: Spot, b: Spot): boolean =>
  typeof a === 'object' ? typeof b === 'object' && a.client === b.client : a === b

/** Start, meant place and end of a transaction, then whoever else has a part in its mapping. */
export const marksOf = (
  m: Machine,
  events: readonly Event[],
  about: Event | undefined,
  drawn: Drawn | undefined,
): Mark[] => {
  const way = drawn === undefined ? [] : [startOf(m, drawn), ...meantOf(m, drawn.path), endOf(m, drawn.path)]
  const roles = about === undefined ? [] : rolesOf(m, events, about, drawn !== undefined)
  return [...way, ...roles.filter(({ at }) => !way.some((mark) => mark.as !== 'open' && isSpot(mark.at, at)))]
}

const VERB = { read: 'reads at', write: 'writes to', atomic: 'makes an AtomicOp at' } as const

const startOf = (m: Machine, { use: { transfer }, path }: Drawn): Mark => {
  const { atStart } = routeOf(m, transfer.initiator, path.hops, path.landing)
  const hop = atStart.length === 0 ? '' : ` (hop ${atStart.join(', ')})`
  return {
    at: transfer.initiator,
    as: 'start',
    words: `START${hop}: ${VERB[transfer.access]} ${hex(path.transaction.address)}`,
  }
}

/** A transaction that nobody mapped is after something, and nobody meant it. */
export const isStray = ({ verdict }: Path): boolean => verdict === 'reached, unmapped' || verdict === 'not reached'

const spotOf = ({ owner }: Place): Spot => (owner === RAM ? 'RAM' : owner)

const meantOf = (m: Machine, path: Path): Mark[] => {
  const { meant } = path
  if (meant === undefined) return []
  return [{ at: spotOf(meant), as: 'meant', words: `${isStray(path) ? 'TARGET' : 'MEANT'}: ${tellPlace(m, meant)}` }]
}

const endOf = (m: Machine, { landing, verdict, standsFor }: Path): Mark => {
  const as = verdict === 'as meant' || verdict === 'not reached' ? 'landed' : 'wrong'
  switch (landing.kind) {
    case 'ram': {
      const slot = standsFor === undefined ? '' : ', a bounce buffer'
      return { at: 'RAM', as, words: `LANDED: RAM ${hex(landing.address)}${slot}` }
    }
    case 'bar':
      return { at: landing.owner, as, words: `LANDED: ${tellPlace(m, { owner: landing.owner, at: landing.offset })}` }
    case 'read lost': {
      const touched = tellPlace(m, { owner: landing.owner, at: landing.offset })
      return { at: landing.owner, as: 'wrong', words: `TOUCHED: ${touched}, and the data is lost` }
    }
    case 'interrupt':
      return { at: ROOT_COMPLEX, as: 'wrong', words: 'ENDS HERE: an interrupt message' }
    case 'nowhere':
      return { at: landing.at, as, words: 'ENDS HERE: lands nowhere' }
    case 'undefined':
      return { at: landing.at, as: 'open', words: 'UNDEFINED from here on' }
    default:
      return landing satisfies never
  }
}

/** Who takes part in the step, by the roles of its words; without a transaction also what came of it. */
const rolesOf = (m: Machine, events: readonly Event[], about: Event, isDrawn: boolean): Mark[] => {
  const said = isDrawn ? '' : outcomeOf(about)
  const marks = ({ kind, ...values }: Operation): Mark[] =>
    Object.entries(operationNamed(kind)!.words).flatMap(([name, word]) => {
      const value = (values as Readonly<Record<string, unknown>>)[name]
      if (value === undefined) return []
      if (word.role === 'mapping') return marks(events[value as number].operation)
      return MARKS[word.role]({ m, isDrawn, said, mark: word.mark }, value)
    })
  const taking = marks(about.operation)
  // A process has no place of its own in a machine: its memory stands for it.
  return taking.length === 0 ? [{ at: 'RAM', as: 'role', words: `PROCESS${said}` }] : taking
}

interface MarkContext {
  readonly m: Machine
  /** A transaction is drawn. */
  readonly isDrawn: boolean
  /** What came of the step, where nothing is drawn. */
  readonly said: string
  /** What the word has written at its place. */
  readonly mark: string | undefined
}

const nothing = (): Mark[] => []
const functionMark =
  (usual: string) =>
  ({ mark = usual }: MarkContext, at: number): Mark[] => [{ at, as: 'role', words: mark }]
const clientMark = ({ m, said }: MarkContext, c: number): Mark[] => [
  { at: c < m.name.length ? c : { client: c }, as: 'role', words: `CLIENT${said}` },
]
const placeMarks =
  (usual: string) =>
  ({ m, isDrawn, mark = usual }: MarkContext, list: readonly Place[]): Mark[] =>
    placesOf(m, list, isDrawn, mark)

/** What a word of each role marks; a mapping marks what was mapped. */
export const MARKS: Readonly<Record<Role, (context: MarkContext, value: Said) => Mark[]>> = {
  provider: functionMark('PROVIDER'),
  function: functionMark('FUNCTION'),
  client: clientMark,
  clients: (context, clients: readonly number[]) => clients.flatMap((c) => clientMark(context, c)),
  gives: nothing,
  mapping: nothing,
  object: nothing,
  number: nothing,
  text: nothing,
  memory: (context, place: Place) => placeMarks('MEANT')(context, [place]),
  list: placeMarks('MEANT'),
  pages: placeMarks('ASKED FOR'),
  range: nothing,
  direction: nothing,
  choice: nothing,
  choices: nothing,
  flag: nothing,
  acs: nothing,
}

/** Memory of a list, by owner: meant, or beside what is drawn only in the list. */
const placesOf = (m: Machine, list: readonly Place[], isDrawn: boolean, meant: string): Mark[] =>
  [...new Set(list.map(({ owner }) => owner))].map((owner) => {
    const of = list.filter((place) => place.owner === owner)
    const more = of.length === 1 ? '' : ` and ${of.length - 1} more`
    const words = `${tellPlace(m, of[0])}${more}`
    return isDrawn
      ? { at: spotOf(of[0]), as: 'role', words: `ALSO IN THE LIST: ${words}` }
      : { at: spotOf(of[0]), as: 'meant', words: `${meant}: ${words}` }
  })

const outcomeOf = ({ outcome }: Event): string => {
  if (outcome.kind === 'mapped') return outcome.rc === 0 ? ': mapped' : `: refused ${errnoName(outcome.rc)}`
  if (outcome.kind === 'distance') return `: distance ${outcome.distance}`
  if (outcome.kind === 'groups') return `: ${outcome.groups.length} groups`
  if (outcome.kind === 'transfer' && outcome.initiator === NO_FUNCTION) return ': the CPU copies for it'
  return ''
}
