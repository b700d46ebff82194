/**
 * One operation applied to the world: the design decides, the fabric delivers, the ledger remembers.
 *
 * `step` never asks which design it has. Whatever is free is a labelled `choose(label, n)` (choose.ts),
 * answered by the driver.
 */
import type { Choose } from './choose.ts'
import { phys } from './address.ts'
import { NO_ACS, bothWords } from './machine/acs.ts'
import type { Hw } from './machine/columns.ts'
import type { Call, Design, Opaque, Request } from './kernel/design.ts'
import type { Effects } from './kernel/effects.ts'
import { EIO } from './kernel/errno.ts'
import { NO_PROVIDER, withDma, type SgEntry, type Table } from './kernel/lib/scatterlist.ts'
import { type PageType, NO_PGMAP } from './kernel/mm/page.ts'
import { RAM, type Segment } from './place.ts'
import { type Mapping, type Operation } from './scenario/file.ts'
import { strayTransfer, transfer, type Transfer } from './transfer.ts'
import type { World } from './world.ts'

export type Outcome =
  | { readonly kind: 'n/a' }
  | { readonly kind: 'done' }
  /** `pci_p2pdma_add_resource`: 0 or a negative errno. */
  | { readonly kind: 'added'; readonly rc: number }
  | { readonly kind: 'distance'; readonly distance: number }
  | { readonly kind: 'found'; readonly provider: number | undefined }
  /** A page or a resource: rc -EIO stands for DMA_MAPPING_ERROR. */
  | ({ readonly kind: 'mapped'; readonly rc: number; readonly table: Table; readonly nents: number } & Effects & Built)
  | ({ readonly kind: 'unmapped'; readonly table: Table } & Effects)
  /** `get_user_pages`: what it returned, and which of the pages asked for, by index, the caller holds. */
  | { readonly kind: 'got'; readonly rc: number; readonly held: readonly number[] }
  | Transfer
  /** The operation has nothing to work on: an earlier map was refused, a BAR has no pages. */
  | { readonly kind: 'skipped' }

/** The table that was built before it was mapped, where neighbours were joined. */
interface Built {
  readonly built?: Table
}

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
  const call: Call<Opaque> = { k: kernel, hw, choose }
  switch (operation.kind) {
    case 'pci_p2pdma_add_resource': {
      if (design.addResource === undefined) return { world, outcome: NOT_APPLICABLE }
      const { k, rc } = design.addResource(call, operation.provider)
      const pages = rc === 0 ? new Set(world.pages).add(operation.provider) : world.pages
      return { world: { ...world, kernel: k, pages }, outcome: { kind: 'added', rc } }
    }
    case 'pci_p2pmem_publish': {
      if (design.publish === undefined) return { world, outcome: NOT_APPLICABLE }
      return { world: { ...world, kernel: design.publish(call, operation.provider, operation.publish) }, outcome: DONE }
    }
    case 'pci_p2pmem_find_many': {
      if (design.findMany === undefined) return { world, outcome: NOT_APPLICABLE }
      const { k, provider } = design.findMany(call, operation.clients)
      return { world: { ...world, kernel: k }, outcome: { kind: 'found', provider } }
    }
    case 'pci_p2pdma_distance_many': {
      if (design.distanceMany === undefined) return { world, outcome: NOT_APPLICABLE }
      const { k, distance } = design.distanceMany(call, operation.provider, operation.clients)
      return { world: { ...world, kernel: k }, outcome: { kind: 'distance', distance } }
    }
    case 'dma_map_sgtable':
    case 'dma_map_page':
    case 'dma_map_resource':
      return map(design, world, index, operation, call)
    case 'dma_unmap_sgtable':
      return unmap(design, world, operation.map, call)
    case 'dma': {
      const mapping = world.ledger.get(operation.map)
      if (mapping === undefined || !mapping.live) return { world, outcome: SKIPPED }
      return { world, outcome: transfer(hw, mapping, operation, choose) }
    }
    case 'unmapped_dma': {
      const stray = strayTransfer(hw, operation)
      const { groupOf } = design
      const group = groupOf && ((f: number): number => groupOf(hw, f))
      return { world, outcome: group === undefined || stray.initiator < 0 ? stray : { ...stray, group } }
    }
    case 'get_user_pages':
      return { world, outcome: userPages(design, hw, operation) }
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

/** Peer memory is in a process by way of `allocate`, all else is private; both may be written. */
const userPages = (
  design: Design,
  hw: Hw,
  { call, flags, pages }: Extract<Operation, { kind: 'get_user_pages' }>,
): Outcome => {
  if (design.getUserPages === undefined) return NOT_APPLICABLE
  const users = pages.map((s) => ({
    page: { ...pageOf(hw, s), phys: s.phys },
    vma: { kind: s.owner === RAM ? ('anonymous' as const) : ('p2pmem' as const), writable: true },
  }))
  const got = design.getUserPages({ variant: call, users, flags: new Set(flags) })
  const held = users.flatMap(({ page }, i) => (got.pages.some(({ phys: at }) => at === page.phys) ? [i] : []))
  return { kind: 'got', rc: got.rc, held }
}

const pageOf = ({ machine: m }: Hw, { owner, phys: at }: Segment): { type: PageType; pgmap: number } =>
  owner === RAM
    ? { type: ramTypeAt(m, at), pgmap: ramPgmap(m, at) }
    : { type: 'MEMORY_DEVICE_PCI_P2PDMA', pgmap: owner }

const ramTypeAt = ({ ram }: Hw['machine'], at: number): PageType =>
  ram.find(({ base, size }) => at >= base && at < base + size)?.type ?? 'RAM'

type Answer = { k: Opaque; rc: number; table: Table; nents: number } & Effects & Built

const map = (design: Design, world: World, index: number, operation: Mapping, call: Call<Opaque>): Stepped => {
  const { client, direction, list: meant } = operation
  const answer = answerOf(design, world.hw, operation, call)
  if (answer === undefined) return { world, outcome: NOT_APPLICABLE }
  const needsPages = operation.kind !== 'dma_map_resource'
  if (needsPages && meant.some(({ owner }) => owner !== RAM && !world.pages.has(owner)))
    return { world, outcome: SKIPPED }
  const { k, domains, ...seen } = answer()
  const { rc, table, nents, bounced = [] } = seen
  const ledger = new Map(world.ledger).set(index, { client, direction, meant, table, nents, bounced, live: rc === 0 })
  const hw = domains === undefined ? world.hw : { ...world.hw, domains }
  return { world: { ...world, hw, kernel: k, ledger }, outcome: { kind: 'mapped', ...seen } }
}

/** What the design says to the mapping; undefined where it has no entry point for it. */
const answerOf = (design: Design, hw: Hw, { kind, client, direction, list, build }: Mapping, call: Call<Opaque>) => {
  const table = list.map((s) => sgEntry(hw, s))
  if (kind === 'dma_map_sgtable') {
    const { mapSg, buildTable } = design
    if (mapSg === undefined || (build && buildTable === undefined)) return undefined
    if (!build) return (): Answer => mapSg(call, { client, direction, table })
    const built = buildTable!(table)
    return (): Answer => ({ ...mapSg(call, { client, direction, table: built }), built })
  }
  const one = kind === 'dma_map_page' ? design.mapPage : design.mapResource
  return (
    one &&
    ((): Answer => {
      const { dma, ...rest } = one(call, client, direction, table[0])
      const rc = dma === undefined ? -EIO : 0
      return { ...rest, rc, table: [withDma(table[0], dma, table[0].length)], nents: rc === 0 ? 1 : 0 }
    })
  )
}

const unmap = (design: Design, world: World, index: number, call: Call<Opaque>): Stepped => {
  if (design.unmapSg === undefined) return { world, outcome: NOT_APPLICABLE }
  const mapping = world.ledger.get(index)
  if (mapping === undefined || !mapping.live) return { world, outcome: SKIPPED }
  const request: Request = { client: mapping.client, direction: mapping.direction, table: mapping.table }
  const { k, domains, ...seen } = design.unmapSg(call, request, mapping.nents)
  const hw = domains === undefined ? world.hw : { ...world.hw, domains }
  const ledger = new Map(world.ledger).set(index, { ...mapping, table: seen.table, live: false })
  return { world: { ...world, hw, kernel: k, ledger }, outcome: { kind: 'unmapped', ...seen } }
}

const sgEntry = ({ machine: m }: Hw, { owner, phys: at, length }: Segment): SgEntry => ({
  provider: owner === RAM ? NO_PROVIDER : owner,
  pgmap: owner === RAM ? ramPgmap(m, at) : owner,
  phys: phys(at),
  length,
  dma: undefined,
  dmaLength: undefined,
  marked: false,
  swiotlb: undefined,
})

/** Page maps of device memory that is no BAR: below NO_PGMAP, one each. */
const ramPgmap = ({ ram }: Hw['machine'], at: number): number => {
  const row = ram.findIndex(({ base, size, type }) => type !== 'RAM' && at >= base && at < base + size)
  return row < 0 ? NO_PGMAP : NO_PGMAP - 1 - row
}
