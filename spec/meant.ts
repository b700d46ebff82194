/**
 * What was meant, from the ledger alone: the byte that a place in a list stands for, and whether a landing is it.
 */
import { advance, within, type Phys } from '../model/address.ts'
import type { Landing } from '../model/hardware/landing.ts'
import type { Hw } from '../model/machine/columns.ts'
import type { Bounce } from '../model/kernel/effects.ts'
import type { Mapping } from '../model/operations/mapping.ts'
import type { Operation } from '../model/operations/index.ts'
import type { Outcome } from '../model/outcome.ts'
import { OBJECT, RAM, type Place, type Segment } from '../model/place.ts'
import type { Transaction, Transfer } from '../model/transfer.ts'
import type { Mapped } from '../model/world.ts'
import type { Event } from './rule.ts'

/** A byte, and its CPU physical address. */
export interface Byte extends Place {
  readonly phys: Phys
}

/**
 * The byte at `position`, bytes into the list as a whole: by its place in the list, for a design may cut or
 * join entries. undefined: past the end, where nothing was meant.
 */
export const byteAt = (meant: readonly Segment[], position: number): Byte | undefined => {
  let start = 0
  for (const { owner, at, phys, length } of meant) {
    if (position < start + length) return { owner, at: at + position - start, phys: advance(phys, position - start) }
    start += length
  }
  return undefined
}

/** The object that a place in the list is of. */
export const objectAt = (meant: readonly Segment[], position: number): number | undefined => {
  let start = 0
  for (const { length, object } of meant) {
    if (position < start + length) return object
    start += length
  }
  return undefined
}

/** The byte that a transaction over a mapping stands for. */
export const byteMeant = ({ meant }: Mapped, { position }: Transaction): Byte | undefined => byteAt(meant, position)

/** The memory that an address in RAM stands in for, through however many bounce buffers; itself, if for none. */
export const standsFor = (address: number, bounced: readonly Bounce[]): number => {
  const slot = bounced.find((b) => within(address, b.slot, b.length))
  return slot === undefined
    ? address
    : standsFor(
        slot.phys + (address - slot.slot),
        bounced.filter((b) => b !== slot),
      )
}

/**
 * Whether a transaction reached the byte, or the RAM that stands in for it; a read that lost its completion
 * did not.
 */
export const reached = (landing: Landing, byte: Byte | undefined, bounced: readonly Bounce[]): boolean => {
  if (byte === undefined) return false
  if (landing.kind === 'bar') return landing.owner === byte.owner && landing.offset === byte.at
  return landing.kind === 'ram' && standsFor(landing.address, bounced) === byte.phys
}

/** Whether the specification leaves open if the byte is reached. This is not counted against any design. */
export const isOpen = (landing: Landing, byte: Byte | undefined): boolean =>
  landing.kind === 'undefined' &&
  (landing.touched === undefined || (landing.touched.owner === byte?.owner && landing.touched.offset === byte.at))

/** Whether the function whose byte it is was pulled out, or is being reset: then no request is to end there. */
export const isAway = ({ machine: m, decodes }: Hw, { owner }: Place): boolean =>
  owner >= 0 && m.decodes[owner] && !decodes[owner]

/** Whether a request over a mapping ended where nobody meant it, and neither the specification nor a function that is away excuses it. */
export const isAstray = ({ hw }: Event['before'], mapping: Mapped, t: Transaction): boolean => {
  const byte = byteMeant(mapping, t)
  const isRefused = t.landing.kind === 'nowhere' && byte !== undefined && isAway(hw, byte)
  return !isRefused && !reached(t.landing, byte, mapping.bounced) && !isOpen(t.landing, byte)
}

/** A step that mapped memory, or refused to. */
export interface MapEvent {
  readonly index: number
  readonly before: Event['before']
  readonly after: Event['after']
  readonly operation: Mapping
  readonly outcome: Extract<Outcome, { kind: 'mapped' }>
}

export const mapEvent = (event: Event): MapEvent | undefined =>
  event.outcome.kind === 'mapped' ? (event as MapEvent) : undefined

/** A step that mapped a list: what Linux has rules for. */
export const listEvent = (event: Event): MapEvent | undefined =>
  event.outcome.kind === 'mapped' && event.operation.kind === 'dma_map_sgtable' ? (event as MapEvent) : undefined

/** A step that asks for a list, by itself or by its driver. */
export const mapsList = (operation: Operation): operation is Extract<Operation, { kind: (typeof OF_LISTS)[number] }> =>
  (OF_LISTS as readonly string[]).includes(operation.kind)
const OF_LISTS = ['dma_map_sgtable', 'nvme_map_data'] as const

/** A step that took a mapping back. */
export interface UnmapEvent {
  readonly index: number
  readonly before: Event['before']
  readonly after: Event['after']
  readonly operation: { readonly map: number }
  readonly outcome: Extract<Outcome, { kind: 'unmapped' }>
}

export const unmapEvent = (event: Event): UnmapEvent | undefined =>
  event.outcome.kind === 'unmapped' ? (event as UnmapEvent) : undefined

/** A step in which a client used a mapping that it had. */
export interface UseEvent {
  readonly index: number
  readonly before: Event['before']
  readonly mapping: Mapped
  readonly transfer: Transfer
}

export const useEvent = (event: Event): UseEvent | undefined =>
  event.operation.kind === 'dma' && !event.operation.late ? usedEvent(event) : undefined

/** A step in which a client used a mapping, or what was left of it. */
export const usedEvent = ({ index, operation, outcome, before }: Event): UseEvent | undefined =>
  operation.kind === 'dma' && outcome.kind === 'transfer'
    ? { index, before, mapping: before.ledger.get(operation.map)!, transfer: outcome }
    : undefined

/**
 * Whose memory a segment of a scenario is, before a run says where it lies: of an object, of whoever it was taken. Of what the NVMe target
 * takes it is the provider that is named, or one that was published.
 */
export const ownerIn = (operations: readonly Operation[], { owner, object }: Segment): number => {
  if (owner !== OBJECT) return owner
  const giver = operations[object!]
  if (giver.kind !== 'nvmet_req_alloc_sgls') return providerIn(giver) ?? RAM
  return providerIn(operations[giver.controller]) ?? operations.findLast(isPublished)?.provider ?? RAM
}

const providerIn = (operation: Operation): number | undefined =>
  'provider' in operation ? operation.provider : undefined

const isPublished = (operation: Operation): operation is Extract<Operation, { kind: 'pci_p2pmem_publish' }> =>
  operation.kind === 'pci_p2pmem_publish'

/** Whether a byte is peer memory: some function's BAR. */
export const isPeer = (place: Place | undefined): boolean => place !== undefined && place.owner !== RAM
