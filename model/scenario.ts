/**
 * The one file format: a machine and what is done to it, in the kernel's words.
 *
 * A litmus test, a counterexample and a command-line input are this; `spec/litmus.ts` adds what is
 * expected of the outcome. Names are resolved here, once; from then on functions are indices.
 */
import * as t from 'io-ts'
import { PAGE, advance, busToPhys, phys, type Phys } from './address.ts'
import { acsBit, address, oneForm, oneOf, optional, record, size, tagged } from './machine/fields.ts'
import { bitsOf } from './machine/acs.ts'
import { machineFile } from './machine/file.ts'
import { layOut } from './machine/layout.ts'
import type { Machine } from './machine/columns.ts'

/** Owner of a byte of RAM, where the index of a function owns a byte of its BAR. */
export const RAM = -1

/** Bytes of RAM (`at`: CPU physical address) or of a function's BAR (`at`: offset in it). */
export interface Place {
  readonly owner: number
  readonly at: number
}

/** One entry of a scatterlist as the caller describes it. */
export interface Segment extends Place {
  /** CPU physical address of the first byte. */
  readonly phys: Phys
  /** Bytes. */
  readonly length: number
}

export const DIRECTIONS = ['DMA_TO_DEVICE', 'DMA_FROM_DEVICE', 'DMA_BIDIRECTIONAL'] as const
/** TO_DEVICE: the device reads memory. FROM_DEVICE: it writes. BIDIRECTIONAL: the device chooses. */
export type Direction = (typeof DIRECTIONS)[number]

const ramSegment = record({ ram: address, length: optional(size) })
const barSegment = record({ bar: t.string, offset: optional(address), length: optional(size) })
export type SegmentFile = t.TypeOf<typeof ramSegment> | t.TypeOf<typeof barSegment>

const segmentFile = oneForm<SegmentFile>('{ram, length} or {bar, offset, length}', (u) => {
  if (typeof u !== 'object' || u === null) return undefined
  return 'ram' in u ? ramSegment : 'bar' in u ? barSegment : undefined
})

export const stepFile = tagged({
  pci_p2pdma_add_resource: record({ provider: t.string }),
  pci_p2pdma_distance_many: record({ provider: t.string, clients: t.array(t.string) }),
  dma_map_sgtable: record({ as: t.string, client: t.string, direction: oneOf(DIRECTIONS), list: t.array(segmentFile) }),
  dma_map_page: record({ client: t.string, page: segmentFile }),
  dma_unmap_sgtable: record({ map: t.string }),
  dma: record({ map: t.string }),
  setpci: record({ function: t.string, acs: t.array(acsBit) }),
})

export const scenarioFields = { machine: machineFile, steps: t.array(stepFile) }
export const scenarioFile = record(scenarioFields)
export type ScenarioFile = t.TypeOf<typeof scenarioFile>
export type StepFile = t.TypeOf<typeof stepFile>

/** One step; functions and earlier steps are indices. */
export type Operation =
  | { readonly kind: 'pci_p2pdma_add_resource'; readonly provider: number }
  | { readonly kind: 'pci_p2pdma_distance_many'; readonly provider: number; readonly clients: readonly number[] }
  | {
      readonly kind: 'dma_map_sgtable'
      readonly client: number
      readonly direction: Direction
      readonly list: readonly Segment[]
    }
  | { readonly kind: 'dma_map_page'; readonly client: number; readonly page: Segment }
  | { readonly kind: 'dma_unmap_sgtable'; readonly map: number }
  | { readonly kind: 'dma'; readonly map: number }
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

const operation = (m: Machine, steps: readonly StepFile[], step: StepFile): Operation => {
  const fn = (name: string): number => m.name.indexOf(name)
  const mapped = (name: string): number => steps.findIndex((s) => s.dma_map_sgtable?.as === name)
  const seg = (s: SegmentFile): Segment => segment(m, s)
  if (step.pci_p2pdma_add_resource)
    return { kind: 'pci_p2pdma_add_resource', provider: fn(step.pci_p2pdma_add_resource.provider) }
  if (step.pci_p2pdma_distance_many) {
    const { provider, clients } = step.pci_p2pdma_distance_many
    return { kind: 'pci_p2pdma_distance_many', provider: fn(provider), clients: clients.map(fn) }
  }
  if (step.dma_map_sgtable) {
    const { client, direction, list } = step.dma_map_sgtable
    return { kind: 'dma_map_sgtable', client: fn(client), direction, list: list.map(seg) }
  }
  if (step.dma_map_page)
    return { kind: 'dma_map_page', client: fn(step.dma_map_page.client), page: seg(step.dma_map_page.page) }
  if (step.dma_unmap_sgtable) return { kind: 'dma_unmap_sgtable', map: mapped(step.dma_unmap_sgtable.map) }
  if (step.dma) return { kind: 'dma', map: mapped(step.dma.map) }
  return { kind: 'setpci', function: fn(step.setpci!.function), acs: bitsOf(step.setpci!.acs) }
}

const segment = (m: Machine, s: SegmentFile): Segment => {
  const length = s.length ?? PAGE
  if ('ram' in s) return { owner: RAM, at: s.ram, phys: phys(s.ram), length }
  const owner = m.name.indexOf(s.bar)
  const offset = s.offset ?? 0
  return { owner, at: offset, phys: advance(busToPhys(m.bar[owner], m.hostOffset[m.host[owner]]), offset), length }
}
