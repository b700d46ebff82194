/**
 * Ways to ask Linux 6.12 about a machine: what it believes, steps, runs, lists.
 */
import * as E from 'fp-ts/lib/Either.js'
import linux612, { parts } from '../../../model/designs/releases/linux-6.12.ts'
import { phys } from '../../../model/address.ts'
import type { Choose } from '../../../model/choose.ts'
import type { Call, Request } from '../../../model/kernel/design.ts'
import { NO_PROVIDER, type SgEntry, type Table } from '../../../model/kernel/lib/scatterlist.ts'
import { NO_PGMAP } from '../../../model/kernel/mm/page.ts'
import { freshKernel, type Kernel } from '../../../model/kernel/state.ts'
import type { AcsBit } from '../../../model/machine/acs.ts'
import type { Hw } from '../../../model/machine/columns.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import { checkScenario } from '../../../model/scenario/problems.ts'
import type { SegmentFile } from '../../../model/operations/memory.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import type { Outcome } from '../../../model/outcome.ts'
import { run } from '../../../spec/judge.ts'
import type { Event } from '../../../spec/rule.ts'
import { PAGE, powered, fn, physOf } from './machines.ts'
import { belief, asMapped, asUnmapped, rowsOf } from './answers.ts'

export { parts, linux612 }

// What Linux believes.

/** The first of every choice: of IOVA bases, the one that Linux takes. */
const first: Choose = () => 0

export const at = (hw: Hw, k: Kernel = freshKernel): Call<Kernel> => ({ k, hw, choose: first })

export const classify = (file: MachineFile, provider: string, client: string) => {
  const hw = powered(file)
  return parts.classify(parts, hw, fn(hw, provider), fn(hw, client))
}
/** `BUS_ADDR 4` */
export const way = (file: MachineFile, provider: string, client: string): string => {
  const { type, distance } = classify(file, provider, client)
  return `${type} ${distance}`
}
export const typeOf = (file: MachineFile, provider: string, client: string) => classify(file, provider, client).type

// Scenarios.

export const add = (provider: string): StepFile => ({ pci_p2pdma_add_resource: { provider } })
export const publish = (provider: string, on = true): StepFile => ({ pci_p2pmem_publish: { provider, publish: on } })
export const findMany = (...clients: string[]): StepFile => ({ pci_p2pmem_find_many: { clients } })
export const distance = (provider: string, ...clients: string[]): StepFile => ({
  pci_p2pdma_distance_many: { provider, clients },
})
export const setpci = (name: string, acs: AcsBit[]): StepFile => ({ setpci: { function: name, acs } })
export const map = (as: string, client: string, ...list: SegmentFile[]): StepFile => ({
  dma_map_sgtable: { as, client, direction: 'DMA_BIDIRECTIONAL', list },
})
export const unmap = (as: string): StepFile => ({ dma_unmap_sgtable: { map: as } })
export const unmapPage = (as: string): StepFile => ({ dma_unmap_page: { map: as } })

export const events = (machine: MachineFile, steps: StepFile[], design = linux612, choose: Choose = first): Event[] => {
  const scenario = checkScenario({ machine, steps })
  if (E.isLeft(scenario)) throw new Error(JSON.stringify(scenario.left))
  return run(design, scenario.right, choose)
}

export const outcomes = (machine: MachineFile, steps: StepFile[], design = linux612, choose: Choose = first) =>
  events(machine, steps, design, choose).map(({ outcome }): Outcome => outcome)
export const beliefs = (machine: MachineFile, steps: StepFile[]) =>
  outcomes(machine, steps)
    .map(belief)
    .filter((what) => what !== undefined)

/** Every mapping of a run, in order. */
export const mappings = (machine: MachineFile, steps: StepFile[]) =>
  outcomes(machine, steps).flatMap((outcome) => (outcome.kind === 'mapped' ? [outcome] : []))

/** Pages for every BAR of the list. */
export const adds = (list: readonly SegmentFile[]): StepFile[] =>
  [...new Set(list.flatMap((s) => ('bar' in s ? [s.bar] : [])))].map(add)

export const mapped = (machine: MachineFile, client: string, list: SegmentFile[], design = linux612) =>
  asMapped(outcomes(machine, [...adds(list), map('m', client, ...list)], design).at(-1))

/** A list mapped behind a translating IOMMU, its client's table then, and both after it was taken back. */
export const throughIommu = (machine: MachineFile, client: string, list: SegmentFile[], before: StepFile[] = []) => {
  const steps = [...before, ...adds(list), map('m', client, ...list), unmap('m')]
  const [on, off] = events(machine, steps).slice(-2)
  const f = fn(on.before.hw, client)
  const { table: entries, nents, rc, cpu = [] } = asMapped(on.outcome)
  const base = entries.find(({ marked, dma }) => !marked && dma !== undefined)?.dma
  return {
    rc,
    nents,
    cpu,
    entries,
    hw: on.before.hw,
    /** First IOVA, where the list begins with a whole page that needs one. */
    base: base as number,
    rows: rowsOf(on.after.hw, f),
    unmapped: rc === 0 ? asUnmapped(off.outcome).unmapped : undefined,
    rowsAfter: rowsOf(off.after.hw, f),
  }
}

/** A BAR from end to end. */
export const WHOLE = { offset: 0, size: 0 }

/** A kernel in which these functions have pages, and a list asked of it without a scenario. */
export const withPages = (hw: Hw, ...names: string[]): Kernel =>
  names.reduce((k, name) => parts.addResource(at(hw, k), fn(hw, name), WHOLE).k, freshKernel)
export const request = (hw: Hw, client: string, list: Table): Request => ({
  client: fn(hw, client),
  direction: 'DMA_BIDIRECTIONAL',
  table: list,
})

/** An entry of RAM as a driver would set it up. */
export const ramEntry = (start: number, length = PAGE, more: Partial<SgEntry> = {}): SgEntry => ({
  provider: NO_PROVIDER,
  pgmap: NO_PGMAP,
  phys: phys(start),
  length,
  marked: false,
  ...more,
})
/** An entry of the BAR of `name`. */
export const barEntry = (hw: Hw, name: string, more: Partial<SgEntry> = {}): SgEntry =>
  ramEntry(physOf(hw, name), PAGE, { provider: fn(hw, name), pgmap: fn(hw, name), ...more })
