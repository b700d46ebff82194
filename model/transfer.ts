/**
 * A client uses a mapping: transactions through the fabric, or, where it is on no bus, copies by the CPU.
 */
import { PAGE, advance, alignUp, onTheWire, physToBus, type Bus } from './address.ts'
import type { Choose } from './choose.ts'
import { translatedFor, type Translated } from './hardware/atc.ts'
import { deliver } from './hardware/deliver.ts'
import type { Access, Hop, Landing } from './hardware/landing.ts'
import { happening } from './invalidate.ts'
import type { CpuTouch } from './kernel/effects.ts'
import { NO_FUNCTION, type Hw } from './machine/columns.ts'
import { RAM, type Segment } from './place.ts'
import type { Mapped } from './world.ts'

/** One transaction of a transfer: at most a page, at most one landing (RT-5). */
export interface Transaction {
  readonly entry: number
  /** Bytes into the entry, and into the list as a whole. */
  readonly offset: number
  readonly position: number
  /** Bytes. */
  readonly length: number
  readonly address: Bus
  /** Whether it says that the address is translated (ATS). */
  readonly translated?: boolean
  /** Whether it goes by a translation that the function has kept from before, and asked nobody. */
  readonly kept?: true
  readonly landing: Landing
}

export interface Transfer {
  readonly kind: 'transfer'
  /** The function that issued them, or NO_FUNCTION. */
  readonly initiator: number
  readonly access: Access
  readonly transactions: readonly Transaction[]
  /** A stray transfer: who shares an isolation group, as the design has it; functions with equal numbers do. */
  readonly group?: (f: number) => number
  /** What the CPU touched in the client's place. */
  readonly cpu: readonly CpuTouch[]
}

/** The client is not there any more, or is being reset: it sends nothing, and what it had begun never lands. */
export const isStopped = ({ machine: m, masters }: Hw, client: number): boolean => {
  const f = m.clientFunction[client]
  return f !== NO_FUNCTION && m.masters[f] && !masters[f]
}

/** The client goes through the whole list, page piece by page piece, as the table tells it; what it asks for it keeps. */
export const transfer = (
  hw: Hw,
  mapping: Mapped,
  { atomic, translated }: { readonly atomic: boolean; readonly translated: boolean },
  choose: Choose,
): { readonly hw: Hw; readonly outcome: Transfer } => {
  const { client, told: table, nents } = mapping
  const initiator = hw.machine.clientFunction[client]
  const access = atomic ? 'atomic' : accessOf(mapping, choose)
  const transactions: Transaction[] = []
  const outcome: Transfer = { kind: 'transfer', initiator, access, transactions, cpu: [] }
  if (initiator === NO_FUNCTION) return { hw, outcome: { ...outcome, cpu: copies(mapping) } }
  let before = 0
  for (let entry = 0; entry < nents; entry++) {
    const { dma, dmaLength = 0 } = table[entry]
    if (dma === undefined) continue
    for (const [address, offset, length] of pieces(onTheWire(dma), dmaLength)) {
      const on = translated ? translatedFor(hw, initiator, address, access, happening(choose)) : undefined
      if (on !== undefined) ({ hw } = on)
      const at = { entry, offset, position: before + offset, length }
      transactions.push({ ...at, ...sent(hw, initiator, address, access, on) })
    }
    before += dmaLength
  }
  return { hw, outcome }
}

/** What a driver on no bus copies: what was bounced from where it lies now. */
const copies = ({ meant, bounced }: Mapped): CpuTouch[] =>
  meant.map(({ phys, length }): CpuTouch => {
    const slot = bounced.find((b) => b.phys === phys)
    return { phys: slot === undefined ? phys : slot.slot, length, how: 'copy' }
  })

/**
 * The device puts what it was given or keeps into a request that is marked as translated; where it is given nothing it uses
 * the address as it is (IO-6, IO-15, DP-16).
 */
const sent = (
  hw: Hw,
  initiator: number,
  address: Bus,
  access: Access,
  on: Translated | undefined,
): Omit<Transaction, 'entry' | 'offset' | 'position' | 'length'> => {
  if (on === undefined) return { address, landing: deliver(hw, initiator, address, access) }
  const landing = deliver(hw, initiator, on.address, access, undefined, { translated: true })
  return { address: on.address, landing, translated: true, ...(on.isKept ? { kept: true } : {}) }
}

/** A client uses the bus address of a byte that nobody mapped for it. */
export const strayTransfer = (
  hw: Hw,
  { client, access, target }: { readonly client: number; readonly access: Access; readonly target: Segment },
): Transfer => {
  const m = hw.machine
  const initiator = m.clientFunction[client]
  const offset = target.owner === RAM ? 0 : m.hostOffset[m.host[target.owner]]
  const transactions =
    initiator === NO_FUNCTION
      ? []
      : pieces(physToBus(target.phys, offset), target.length).map(([address, at, length]) => ({
          entry: 0,
          offset: at,
          position: at,
          length,
          address,
          landing: deliver(hw, initiator, address, access),
        }))
  return { kind: 'transfer', initiator, access, transactions, cpu: [] }
}

const accessOf = ({ direction }: Mapped, choose: Choose): Access => {
  if (direction === 'DMA_TO_DEVICE') return 'read'
  if (direction === 'DMA_FROM_DEVICE') return 'write'
  return choose('access of a bidirectional transfer', 2) === 0 ? 'read' : 'write'
}

/** Start, offset and length of each piece of `[address, address + length)` that crosses no page boundary. */
const pieces = (address: Bus, length: number): [address: Bus, offset: number, length: number][] => {
  const starts: [Bus, number, number][] = []
  for (let offset = 0; offset < length;) {
    const at = advance(address, offset)
    const bytes = Math.min(alignUp(at + 1, PAGE) - at, length - offset)
    starts.push([at, offset, bytes])
    offset += bytes
  }
  return starts
}

/** The hops of one transaction, for telling the story. */
export const hopsOf = (
  hw: Hw,
  { initiator, access }: Transfer,
  { address, translated = false }: Transaction,
): Hop[] => {
  const hops: Hop[] = []
  deliver(hw, initiator, address, access, hops, { translated })
  return hops
}
