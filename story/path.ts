/**
 * The transactions of a step: what each stood for, hop by hop with the address as it becomes, and where it landed.
 */
import type { Hop, Landing } from '../model/hardware/landing.ts'
import { NO_FUNCTION } from '../model/machine/columns.ts'
import type { Place } from '../model/place.ts'
import { hopsOf, type Transaction, type Transfer } from '../model/transfer.ts'
import type { Mapped } from '../model/world.ts'
import { byteMeant, isOpen, reached, standsFor } from '../spec/meant.ts'
import type { Event } from '../spec/rule.ts'
import { mirroredUse } from './mirrored.ts'

/** as meant; NOT as meant; left open by the specification; reached or not, where nothing was mapped. */
export type Verdict = 'as meant' | 'NOT as meant' | 'left open' | 'reached, unmapped' | 'not reached'

/** A step in which a device put addresses on its bus. */
export interface Use {
  readonly event: Event
  readonly transfer: Transfer
  /** What was mapped; undefined: nothing was, and the device does it all the same. */
  readonly mapping: Mapped | undefined
}

export interface Path {
  readonly transaction: Transaction
  /** What it stands for: the byte of the list, or the byte that a stray one is after; undefined: past the list's end. */
  readonly meant: Place | undefined
  /** What it says where nothing is meant. */
  readonly nothing: string
  readonly hops: readonly Hop[]
  readonly landing: Landing
  readonly verdict: Verdict
  /** CPU physical address of the memory that the RAM it landed on stands in for, if it is a bounce buffer. */
  readonly standsFor?: number
}

export const useOf = (event: Event): Use | undefined => {
  const { operation, outcome, before } = event
  if (outcome.kind !== 'transfer') return mirroredUse(event)
  return { event, transfer: outcome, mapping: operation.kind === 'dma' ? before.ledger.get(operation.map) : undefined }
}

export const pathsOf = (use: Use): Path[] =>
  use.transfer.initiator === NO_FUNCTION ? [] : use.transfer.transactions.map((t) => pathOf(use, t))

const PAST_THE_END = 'nothing: past the end of the list'

export const pathOf = ({ event, transfer, mapping }: Use, transaction: Transaction): Path => {
  const { landing } = transaction
  const hops = hopsOf(event.before.hw, transfer, transaction)
  if (mapping === undefined)
    return { transaction, meant: targetOf(event, transaction), nothing: PAST_THE_END, hops, landing, ...stray(landing) }
  const meant = byteMeant(mapping, transaction)
  const verdict = reached(landing, meant, mapping.bounced)
    ? 'as meant'
    : isOpen(landing, meant)
      ? 'left open'
      : 'NOT as meant'
  const memory = landing.kind === 'ram' ? standsFor(landing.address, mapping.bounced) : undefined
  const isSlot = landing.kind === 'ram' && memory !== undefined && memory !== landing.address
  const nothing = mapping.meant.length === 0 ? 'memory that no address leads to' : PAST_THE_END
  return { transaction, meant, nothing, hops, landing, verdict, ...(isSlot ? { standsFor: memory } : {}) }
}

const targetOf = ({ operation }: Event, { position }: Transaction): Place | undefined =>
  operation.kind === 'unmapped_dma' ? { owner: operation.target.owner, at: operation.target.at + position } : undefined

const stray = ({ kind }: Landing): Pick<Path, 'verdict'> => {
  if (kind === 'undefined') return { verdict: 'left open' }
  return { verdict: kind === 'bar' || kind === 'ram' ? 'reached, unmapped' : 'not reached' }
}

/** The transaction that a finding is about, or that a story without one is about: the first that goes wrong, or the first. */
export const mostTelling = (paths: readonly Path[]): Path | undefined =>
  paths.find(({ verdict }) => verdict === 'NOT as meant') ??
  paths.find(({ verdict }) => verdict === 'left open' || verdict === 'reached, unmapped') ??
  paths[0]
