/**
 * The one file format: a machine and what is done to it, in the kernel's words.
 *
 * A litmus test, a counterexample and a command-line input are this; `spec/litmus.ts` adds what is
 * expected of the outcome. Names are resolved here, once; from then on functions are indices.
 */
import * as t from 'io-ts'
import { PAGE, advance, busToPhys, phys } from '../address.ts'
import { RAM, type Segment } from '../place.ts'
import type { CallerFlag } from '../kernel/mm/gup-flags.ts'
import type { GupVariant } from '../kernel/mm/gup.ts'
import { DIRECTIONS, type Direction } from '../kernel/lib/scatterlist.ts'
import {
  acsBit,
  address,
  list,
  name,
  oneForm,
  oneOf,
  operationKind,
  optional,
  record,
  size,
  tagged,
} from '../machine/fields.ts'
import { bitsOf } from '../machine/acs.ts'
import { machineFile } from '../machine/file.ts'
import { layOut } from '../machine/layout.ts'
import type { Operation as Access, Machine } from '../machine/columns.ts'

const ramSegment = record({ ram: address, length: optional(size) })
const barSegment = record({ bar: t.string, offset: optional(address), length: optional(size) })
export type SegmentFile = t.TypeOf<typeof ramSegment> | t.TypeOf<typeof barSegment>

const segmentFile = oneForm<SegmentFile>('{ram, length} or {bar, offset, length}', (u) => {
  if (typeof u !== 'object' || u === null) return undefined
  return 'ram' in u ? ramSegment : 'bar' in u ? barSegment : undefined
})

const direction = oneOf(DIRECTIONS)
export const GUP_CALLS = [
  'get_user_pages',
  'get_user_pages_fast',
  'get_user_pages_fast_only',
  'pin_user_pages',
  'pin_user_pages_fast',
] as const satisfies readonly GupVariant[]
export const GUP_FLAGS = ['FOLL_WRITE', 'FOLL_LONGTERM', 'FOLL_PCI_P2PDMA'] as const satisfies readonly CallerFlag[]

export const stepFile = tagged({
  pci_p2pdma_add_resource: record({ provider: t.string }),
  pci_p2pdma_distance_many: record({ provider: t.string, clients: list(t.string) }),
  pci_p2pmem_publish: record({ provider: t.string, publish: optional(t.boolean) }),
  pci_p2pmem_find_many: record({ clients: list(t.string) }),
  dma_map_sgtable: record({
    as: name,
    client: t.string,
    direction: oneOf(DIRECTIONS),
    list: list(segmentFile),
    /** Whether neighbours in the list are joined first, as `sg_alloc_table_from_pages` does; default false. */
    build: optional(t.boolean),
  }),
  dma_map_page: record({ as: optional(name), client: t.string, direction: optional(direction), page: segmentFile }),
  dma_map_resource: record({
    as: optional(name),
    client: t.string,
    direction: optional(direction),
    resource: segmentFile,
  }),
  dma_unmap_sgtable: record({ map: t.string }),
  /** The client uses a mapping: all of it, in its direction; `atomic`: with AtomicOps, `translated`: through ATS. */
  dma: record({ map: t.string, access: optional(oneOf(['atomic'])), translated: optional(t.boolean) }),
  /** A client puts the bus address of a byte on its bus, and nobody has mapped anything for it. */
  unmapped_dma: record({ client: t.string, access: operationKind, target: segmentFile }),
  /** Pages of one process, each RAM or memory of the provider's `allocate` file, asked for with these flags. */
  get_user_pages: record({
    call: oneOf(GUP_CALLS),
    flags: list(oneOf(GUP_FLAGS)),
    pages: list(segmentFile),
  }),
  setpci: record({ function: t.string, acs: list(acsBit) }),
})

export const scenarioFields = { machine: machineFile, steps: list(stepFile) }
export const scenarioFile = record(scenarioFields)
export type ScenarioFile = t.TypeOf<typeof scenarioFile>
export type StepFile = t.TypeOf<typeof stepFile>

/** Memory made reachable for a client, an index into `Machine.clientName`; a page or resource is a list of one. */
export interface Mapping {
  readonly kind: 'dma_map_sgtable' | 'dma_map_page' | 'dma_map_resource'
  readonly client: number
  readonly direction: Direction
  readonly list: readonly Segment[]
  /** Whether neighbours are joined before. */
  readonly build: boolean
}

/** One step; functions, clients and earlier steps are indices. */
export type Operation =
  | { readonly kind: 'pci_p2pdma_add_resource'; readonly provider: number }
  | { readonly kind: 'pci_p2pdma_distance_many'; readonly provider: number; readonly clients: readonly number[] }
  | { readonly kind: 'pci_p2pmem_publish'; readonly provider: number; readonly publish: boolean }
  | { readonly kind: 'pci_p2pmem_find_many'; readonly clients: readonly number[] }
  | Mapping
  | { readonly kind: 'dma_unmap_sgtable'; readonly map: number }
  | { readonly kind: 'dma'; readonly map: number; readonly atomic: boolean; readonly translated: boolean }
  | { readonly kind: 'unmapped_dma'; readonly client: number; readonly access: Access; readonly target: Segment }
  | {
      readonly kind: 'get_user_pages'
      readonly call: GupVariant
      readonly flags: readonly CallerFlag[]
      readonly pages: readonly Segment[]
    }
  | { readonly kind: 'setpci'; readonly function: number; readonly acs: number }

export interface Scenario {
  readonly machine: Machine
  readonly operations: readonly Operation[]
}

/** Resolves names and lays out addresses of a file that is known to be right. */
export const compile = (file: ScenarioFile): Scenario => compileOn(layOut(file.machine), file.steps)

/** {@link compile} for steps on a machine that was laid out before. */
export const compileOn = (machine: Machine, steps: readonly StepFile[]): Scenario => ({
  machine,
  operations: steps.map((step) => operation(machine, steps, step)),
})

/** What later steps call the mapping that this step makes. */
export const nameOf = (step: StepFile): string | undefined =>
  (step.dma_map_sgtable ?? step.dma_map_page ?? step.dma_map_resource)?.as

const operation = (m: Machine, steps: readonly StepFile[], step: StepFile): Operation => {
  const fn = (name: string): number => m.name.indexOf(name)
  const client = (name: string): number => m.clientName.indexOf(name)
  const mapped = (name: string): number => steps.findIndex((s) => nameOf(s) === name)
  const mapping = (
    kind: Mapping['kind'],
    { client: name, direction: way = 'DMA_BIDIRECTIONAL' }: { client: string; direction?: Direction },
    list: readonly SegmentFile[],
    build = false,
  ): Mapping => ({ kind, client: client(name), direction: way, list: list.map((s) => segment(m, s)), build })
  if (step.pci_p2pdma_add_resource)
    return { kind: 'pci_p2pdma_add_resource', provider: fn(step.pci_p2pdma_add_resource.provider) }
  if (step.pci_p2pdma_distance_many) {
    const { provider, clients } = step.pci_p2pdma_distance_many
    return { kind: 'pci_p2pdma_distance_many', provider: fn(provider), clients: clients.map(client) }
  }
  if (step.pci_p2pmem_publish) {
    const { provider, publish = true } = step.pci_p2pmem_publish
    return { kind: 'pci_p2pmem_publish', provider: fn(provider), publish }
  }
  if (step.pci_p2pmem_find_many)
    return { kind: 'pci_p2pmem_find_many', clients: step.pci_p2pmem_find_many.clients.map(client) }
  if (step.dma_map_sgtable)
    return mapping('dma_map_sgtable', step.dma_map_sgtable, step.dma_map_sgtable.list, step.dma_map_sgtable.build)
  if (step.dma_map_page) return mapping('dma_map_page', step.dma_map_page, [step.dma_map_page.page])
  if (step.dma_map_resource) return mapping('dma_map_resource', step.dma_map_resource, [step.dma_map_resource.resource])
  if (step.dma_unmap_sgtable) return { kind: 'dma_unmap_sgtable', map: mapped(step.dma_unmap_sgtable.map) }
  if (step.dma) {
    const { map, access, translated = false } = step.dma
    return { kind: 'dma', map: mapped(map), atomic: access === 'atomic', translated }
  }
  if (step.get_user_pages) {
    const { call, flags, pages } = step.get_user_pages
    return { kind: 'get_user_pages', call, flags, pages: pages.map((s) => segment(m, s)) }
  }
  if (step.unmapped_dma) {
    const { client: name, access, target } = step.unmapped_dma
    return { kind: 'unmapped_dma', client: client(name), access, target: segment(m, target) }
  }
  return { kind: 'setpci', function: fn(step.setpci!.function), acs: bitsOf(step.setpci!.acs) }
}

const segment = (m: Machine, s: SegmentFile): Segment => {
  const length = s.length ?? PAGE
  if ('ram' in s) return { owner: RAM, at: s.ram, phys: phys(s.ram), length }
  const owner = m.name.indexOf(s.bar)
  const offset = s.offset ?? 0
  return { owner, at: offset, phys: advance(busToPhys(m.bar[owner], m.hostOffset[m.host[owner]]), offset), length }
}
