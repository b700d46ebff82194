/**
 * Machines for the tests of the belief half, ways to ask Linux 6.12 about them, and what to read in its answers.
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
import { power, type Hw, type Translation } from '../../../model/machine/columns.ts'
import type { FunctionFile, FunctionType, MachineFile } from '../../../model/machine/file.ts'
import { layOut } from '../../../model/machine/layout.ts'
import { addressProblems } from '../../../model/machine/addresses.ts'
import { shapeProblems } from '../../../model/machine/shape.ts'
import { checkScenario } from '../../../model/scenario/problems.ts'
import type { SegmentFile } from '../../../model/operations/memory.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import type { Outcome } from '../../../model/outcome.ts'
import { run } from '../../../spec/judge.ts'
import type { Event } from '../../../spec/rule.ts'

export { parts, linux612 }

export const PAGE = 0x1000
export const MIB = 0x100000
export const GIB = 0x40000000
export const EIO = 5
export const ENOMEM = 12
export const EINVAL = 22
export const EREMOTEIO = 121
export const REDIRECTS: readonly AcsBit[] = ['RR', 'CR', 'EC']
/** A root port that `pci_p2pdma_whitelist` believes to forward between any two host bridges. */
export const LISTED = '8086:2030'

// Machines.

export type More = Partial<FunctionFile>

export const rootPort = (name: string, more: More = {}): FunctionFile => ({
  name,
  type: 'root port',
  on: 'hb0',
  ...more,
})
export const upstream = (name: string, below: string): FunctionFile => ({ name, type: 'switch upstream port', below })
export const downstream = (name: string, below: string): FunctionFile => ({
  name,
  type: 'switch downstream port',
  below,
})
export const endpoint = (name: string, below: string, more: More = {}): FunctionFile => ({
  name,
  type: 'endpoint',
  below,
  bar: { size: 0x200000 },
  ...more,
})
/** A function on the root bus that is not a bridge. */
export const onRootBus = (type: FunctionType, name: string, more: More = {}): FunctionFile => ({
  name,
  type,
  on: 'hb0',
  bar: { size: 0x200000 },
  ...more,
})

export const fabric = (functions: FunctionFile[], rest: Partial<MachineFile> = {}): MachineFile => ({
  hosts: [{ name: 'hb0' }],
  functions,
  ...rest,
})

export const change = (file: MachineFile, changes: Readonly<Record<string, More>>): MachineFile => ({
  ...file,
  functions: file.functions.map((f) => ({ ...f, ...changes[f.name] })),
})

/**
 * T1, the topology of the golden vectors. A has two functions, C is a third device below the switch.
 *
 *     RP0 - U - D0 - A0, A1      RP1 - E
 *             - D1 - B
 *             - D2 - C
 */
export const T1 = fabric([
  rootPort('RP0'),
  upstream('U', 'RP0'),
  ...['D0', 'D1', 'D2'].map((name) => downstream(name, 'U')),
  endpoint('A0', 'D0'),
  endpoint('A1', 'D0', { at: '00.1' }),
  endpoint('B', 'D1'),
  endpoint('C', 'D2'),
  rootPort('RP1'),
  endpoint('E', 'RP1'),
])
export const T1_LISTED = change(T1, { RP0: { id: LISTED } })

/**
 * T1 with an allowlisted bridge, a bus offset, and a second host bridge that nobody listed: of client B,
 * A0, A1 and C are BUS_ADDR, E is THRU_HOST_BRIDGE, F is NOT_SUPPORTED.
 */
export const MIXED: MachineFile = {
  hosts: [{ name: 'hb0', offset: 0x80000000 }, { name: 'hb1' }],
  functions: [...T1_LISTED.functions, rootPort('RP2', { on: 'hb1' }), endpoint('F', 'RP2')],
}

/** The machine with a translating IOMMU behind every host bridge. */
export const translating = (file: MachineFile): MachineFile => ({
  ...file,
  hosts: file.hosts.map((host) => ({ ...host, iommu: 'translating' as const })),
})

/** {@link MIXED} behind a translating IOMMU; `more` of its client B. */
export const behindIommu = (more: More = {}): MachineFile => change(translating(MIXED), { B: more })

/** A below P and B below Q, both on the root bus of `hb0`. */
export const apart = (others: FunctionFile[], p: More = {}, q: More = {}): MachineFile =>
  fabric([
    ...others,
    rootPort('P', { at: '02.0', ...p }),
    rootPort('Q', { at: '03.0', ...q }),
    endpoint('A', 'P'),
    endpoint('B', 'Q'),
  ])

/** A below P on `hb0`, B below Q on `hb1`. */
export const acrossHosts = (p: string, q: string, rest: Partial<MachineFile> = {}): MachineFile => ({
  hosts: [{ name: 'hb0' }, { name: 'hb1' }],
  functions: apart([], { id: p }, { id: q, on: 'hb1' }).functions,
  ...rest,
})

export const powered = (file: MachineFile): Hw => {
  const shape = shapeProblems(file)
  if (shape.length > 0) throw new Error(JSON.stringify(shape))
  const machine = layOut(file)
  const wrong = addressProblems(machine)
  if (wrong.length > 0) throw new Error(JSON.stringify(wrong))
  return power(machine)
}

export const fn = ({ machine }: Hw, name: string): number => {
  const f = machine.clientName.indexOf(name)
  if (f < 0) throw new Error(`no client ${name}`)
  return f
}

/** Bus and CPU physical address of the first byte of a BAR: facts of the machine. */
export const busOf = (hw: Hw, name: string): number => hw.machine.bar[fn(hw, name)]
export const physOf = (hw: Hw, name: string): number =>
  busOf(hw, name) + hw.machine.hostOffset[hw.machine.host[fn(hw, name)]]

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

/** `judge` of every key of a table, to be compared with the whole table: a failure shows its rows. */
export const table = <T>(keys: readonly string[], judge: (key: string) => T): Record<string, T> =>
  Object.fromEntries(keys.map((key) => [key, judge(key)]))

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

/** What was believed of a list of one BAR entry, or the distance. */
export const belief = (outcome: Outcome): string | number | undefined => {
  if (outcome.kind === 'distance') return outcome.distance
  if (outcome.kind !== 'mapped') return undefined
  if (outcome.rc !== 0) return outcome.rc === -EREMOTEIO ? 'NOT_SUPPORTED' : `errno ${outcome.rc}`
  return outcome.table[0].marked ? 'BUS_ADDR' : 'THRU_HOST_BRIDGE'
}
export const beliefs = (machine: MachineFile, steps: StepFile[]) =>
  outcomes(machine, steps)
    .map(belief)
    .filter((what) => what !== undefined)

/** The mapping, or unmapping, that the last step was. */
export const asMapped = (outcome: Outcome | undefined) => {
  if (outcome?.kind !== 'mapped') throw new Error(outcome?.kind ?? 'nothing')
  return outcome
}
export const asUnmapped = (outcome: Outcome | undefined) => {
  if (outcome?.kind !== 'unmapped') throw new Error(outcome?.kind ?? 'nothing')
  return outcome
}

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

/** A kernel in which these functions have pages, and a list asked of it without a scenario. */
export const withPages = (hw: Hw, ...names: string[]): Kernel =>
  names.reduce((k, name) => parts.addResource(at(hw, k), fn(hw, name)).k, freshKernel)
export const request = (hw: Hw, client: string, list: Table): Request => ({
  client: fn(hw, client),
  direction: 'DMA_BIDIRECTIONAL',
  table: list,
})

// Answers.

/** What DMA code reads of an entry: address, length, mark. */
export const dmaFields = (entries: Table) => entries.map(({ dma, dmaLength, marked }) => [dma, dmaLength, marked])
export const marks = (entries: Table) => entries.map(({ marked }) => marked)

export const rowsOf = ({ domains }: Hw, f: number): readonly Translation[] => {
  const domain = domains.get(f)
  return domain?.kind === 'translate' ? domain.table : []
}

/** Where the IOMMU takes an address; undefined: nowhere. */
export const translate = (rows: readonly Translation[], iova: number): number | undefined => {
  const row = rows.find((r) => iova >= r.iova && iova < r.iova + r.size)
  return row && row.phys + iova - row.iova
}

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

export const permutations = <T>(items: readonly T[]): T[][] =>
  items.length === 0
    ? [[]]
    : items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]))
