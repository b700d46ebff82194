/**
 * One operation applied to the world: the design decides, the fabric delivers, the ledger remembers.
 *
 * `step` never asks which design it has. Whatever is free (which access a bidirectional transfer
 * makes) is a labelled `choose(label, n)`, answered by the driver with a number from 0 to n - 1.
 */
import { PAGE, advance, alignUp, onTheWire, type Bus, type Dma } from './address.ts'
import { NO_ACS, bothWords } from './machine/acs.ts'
import { deliver } from './hardware/deliver.ts'
import type { Access, Hop, Landing } from './hardware/landing.ts'
import type { Design } from './kernel/design.ts'
import { NO_PROVIDER, type SgEntry, type Table } from './kernel/scatterlist.ts'
import { RAM, type Operation, type Segment } from './scenario.ts'
import type { Mapping, World } from './world.ts'

export type Choose = (label: string, n: number) => number

/** One transaction of a transfer: at most a page, at most one landing (RT-5). */
export interface Transaction {
  readonly entry: number
  /** Bytes into the entry, and into the list as a whole. */
  readonly offset: number
  readonly position: number
  readonly address: Bus
  readonly landing: Landing
}

export type Outcome =
  | { readonly kind: 'n/a' }
  | { readonly kind: 'done' }
  | { readonly kind: 'distance'; readonly distance: number }
  | { readonly kind: 'mapped'; readonly rc: number; readonly table: Table }
  | { readonly kind: 'page'; readonly dma: Dma }
  | { readonly kind: 'unmapped'; readonly table: Table }
  | { readonly kind: 'transfer'; readonly access: Access; readonly transactions: readonly Transaction[] }
  /** The operation has nothing to work on: an earlier map was refused. */
  | { readonly kind: 'skipped' }

export interface Stepped {
  readonly world: World
  readonly outcome: Outcome
}

const NOT_APPLICABLE: Outcome = { kind: 'n/a' }
const DONE: Outcome = { kind: 'done' }
const SKIPPED: Outcome = { kind: 'skipped' }

/** @param index of the operation in its scenario: later steps name a mapping by it */
export const step = (design: Design, world: World, index: number, operation: Operation, choose: Choose): Stepped => {
  const { hw, kernel } = world
  switch (operation.kind) {
    case 'pci_p2pdma_add_resource': {
      if (design.addResource === undefined) return { world, outcome: NOT_APPLICABLE }
      return { world: { ...world, kernel: design.addResource(kernel, hw, operation.provider) }, outcome: DONE }
    }
    case 'pci_p2pdma_distance_many': {
      if (design.distanceMany === undefined) return { world, outcome: NOT_APPLICABLE }
      const { k, distance } = design.distanceMany(kernel, hw, operation.provider, operation.clients)
      return { world: { ...world, kernel: k }, outcome: { kind: 'distance', distance } }
    }
    case 'dma_map_sgtable': {
      if (design.mapSg === undefined) return { world, outcome: NOT_APPLICABLE }
      const { client, direction, list: meant } = operation
      const { k, rc, table } = design.mapSg(kernel, hw, client, meant.map(sgEntry))
      const mapping = { client, direction, meant, table, live: rc === 0 }
      return {
        world: { ...world, kernel: k, ledger: note(world, index, mapping) },
        outcome: { kind: 'mapped', rc, table },
      }
    }
    case 'dma_map_page': {
      if (design.mapPage === undefined) return { world, outcome: NOT_APPLICABLE }
      return { world, outcome: { kind: 'page', dma: design.mapPage(kernel, operation.page.phys) } }
    }
    case 'dma_unmap_sgtable': {
      if (design.unmapSg === undefined) return { world, outcome: NOT_APPLICABLE }
      const mapping = world.ledger.get(operation.map)
      if (mapping === undefined || !mapping.live) return { world, outcome: SKIPPED }
      const table = design.unmapSg(kernel, mapping.table)
      const ledger = note(world, operation.map, { ...mapping, table, live: false })
      return { world: { ...world, ledger }, outcome: { kind: 'unmapped', table } }
    }
    case 'dma': {
      const mapping = world.ledger.get(operation.map)
      if (mapping === undefined || !mapping.live) return { world, outcome: SKIPPED }
      const access = accessOf(mapping, choose)
      return { world, outcome: { kind: 'transfer', access, transactions: transfer(world, mapping, access) } }
    }
    case 'setpci': {
      const capability = hw.machine.acsCapability[operation.function]
      if (capability === NO_ACS) return { world, outcome: DONE }
      const acsControl = hw.acsControl.with(operation.function, bothWords(capability, operation.acs))
      return { world: { ...world, hw: { ...hw, acsControl } }, outcome: DONE }
    }
    default:
      return operation satisfies never
  }
}

const note = ({ ledger }: World, index: number, mapping: Mapping): World['ledger'] =>
  new Map(ledger).set(index, mapping)

const sgEntry = ({ owner, phys, length }: Segment): SgEntry => ({
  provider: owner === RAM ? NO_PROVIDER : owner,
  phys,
  length,
  marked: false,
})

const accessOf = ({ direction }: Mapping, choose: Choose): Access => {
  if (direction === 'DMA_TO_DEVICE') return 'read'
  if (direction === 'DMA_FROM_DEVICE') return 'write'
  return choose('access of a bidirectional transfer', 2) === 0 ? 'read' : 'write'
}

/** The client goes through the whole list, page piece by page piece, as the table tells it. */
const transfer = ({ hw }: World, { client, table }: Mapping, access: Access): Transaction[] => {
  let start = 0
  return table.flatMap(({ dma, dmaLength = 0 }, entry) => {
    if (dma === undefined) return []
    const before = start
    start += dmaLength
    return pieces(onTheWire(dma), dmaLength).map(([address, offset]) => ({
      entry,
      offset,
      position: before + offset,
      address,
      landing: deliver(hw, client, address, access),
    }))
  })
}

/** Start and offset of each piece of `[address, address + length)` that crosses no page boundary. */
const pieces = (address: Bus, length: number): [address: Bus, offset: number][] => {
  const starts: [Bus, number][] = []
  for (let offset = 0; offset < length;) {
    const at = advance(address, offset)
    starts.push([at, offset])
    offset += alignUp(at + 1, PAGE) - at
  }
  return starts
}

/** The hops of one transaction of a transfer, for telling the story. */
export const hopsOf = (world: World, mapping: Mapping, access: Access, { address }: Transaction): Hop[] => {
  const hops: Hop[] = []
  deliver(world.hw, mapping.client, address, access, hops)
  return hops
}
