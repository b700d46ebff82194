/**
 * Additions to a plain scenario. Each says one thing; much of what a search finds differs from a plain scenario by one or
 * two of them.
 */
import { PAGE } from '../../model/address.ts'
import type { FunctionFile, HostFile, MachineFile } from '../../model/machine/file.ts'
import type { ScenarioFile } from '../../model/scenario/file.ts'
import type { SegmentFile } from '../../model/operations/memory.ts'
import { changed, operationOf, saidAs } from '../../model/operations/steps.ts'
import type { StepFile } from '../../model/operations/index.ts'
import { MEMORIES, type Memory } from '../scopes/scope.ts'
import { onLists, withMemory } from './edits.ts'
import { RAM_AT } from './steps.ts'

export type Addition = (s: ScenarioFile) => ScenarioFile

/** The `index`th endpoint of a plain machine. */
export const integrated = (index: number, name: string, bar: FunctionFile['bar']): FunctionFile => ({
  type: 'root complex integrated endpoint',
  on: 'hb0',
  at: `${(0x10 + index).toString(16)}.0`,
  name,
  ...(bar === undefined ? {} : { bar }),
  inside: true,
})

/** Nothing is done with the mapping. */
const unused: Addition = (s) => ({ ...s, steps: s.steps.filter((step) => saidAs(step, 'mapping').length === 0) })

/** The first mapping is taken back before another is used. */
const takenBack: Addition = (s) => {
  const first = s.steps.find((step) => step.dma_map_sgtable)?.dma_map_sgtable?.as
  const at = s.steps.findIndex(({ dma }) => dma !== undefined && dma.map !== first)
  if (first === undefined || at < 0) return s
  return { ...s, steps: s.steps.toSpliced(at, 0, { dma_unmap_sgtable: { map: first } }) }
}

const onMachine =
  (change: (m: MachineFile) => MachineFile): Addition =>
  (s) => ({ ...s, machine: change(s.machine) })
const onHosts = (facts: Partial<HostFile>): Addition =>
  onMachine((m) => ({ ...m, hosts: m.hosts.map((h) => ({ ...h, ...facts })) }))
const onEndpoints = (facts: Partial<FunctionFile>): Addition =>
  onMachine((m) => ({ ...m, functions: m.functions.map((f) => (f.bar === undefined ? f : { ...f, ...facts })) }))

export const translating = onHosts({ iommu: 'translating' })

/** Each endpoint behind a root port of its own. */
const behindPorts = onMachine((m) => ({
  ...m,
  functions: m.functions.flatMap((f, i): FunctionFile[] => {
    if (f.on === undefined) return [f]
    const { on, at: _, type: __, ...rest } = f
    const port: FunctionFile = { name: `rp${i}`, type: 'root port', on }
    return [port, { ...rest, type: 'endpoint', below: port.name }]
  }),
}))

/** All endpoints functions of one device. */
const oneDevice = onMachine((m) => ({ ...m, functions: m.functions.map((f, i) => ({ ...f, at: `10.${i}` })) }))

/** That device behind a root port. */
const oneDeviceBehindPort: Addition = onMachine((m) => {
  const [port, ...rest] = behindPorts({ machine: m, steps: [] }).machine.functions
  const functions = rest.filter(({ bar }) => bar !== undefined)
  return {
    ...m,
    functions: [port, ...functions.map((f, i) => ({ ...f, at: `00.${i}`, below: port.name }))],
  }
})

/** Another client maps, and is asked about. */
const byClient = (client: string, steps: readonly StepFile[]): StepFile[] =>
  steps.map((step) =>
    changed(step, ({ word: { role }, said }) =>
      role === 'client' ? client : role === 'clients' ? [client] : (said as unknown),
    ),
  )

/** The client is a device that is no function. */
const byDevice =
  (childOf: boolean): Addition =>
  ({ machine, steps }) => {
    const [first] = machine.functions
    const devices = [{ name: 'V', ...(childOf ? { childOf: first.name } : {}) }]
    return { machine: { ...machine, devices }, steps: byClient('V', steps) }
  }

/** One more endpoint. */
const NEIGHBOUR = 'W'
const withNeighbour = onMachine((m) => ({
  ...m,
  functions: [...m.functions, integrated(m.functions.length, NEIGHBOUR, m.functions[0].bar)],
}))

/** The client is one more endpoint. */
const byNeighbour: Addition = (s) => ({ ...withNeighbour(s), steps: byClient(NEIGHBOUR, s.steps) })

/** Each list ends with that one's BAR, RAM between it and the first. */
const neighbourLast: Addition = (s) => {
  const { machine, steps } = onLists((list) => [
    ...list.filter((x) => 'bar' in x).slice(0, 1),
    { ram: RAM_AT },
    { bar: NEIGHBOUR },
  ])(withNeighbour(s))
  return { machine, steps: [{ pci_p2pdma_add_resource: { provider: NEIGHBOUR } }, ...steps] }
}

/** Device memory that is no BAR in the place of every BAR. */
const notInBars: Addition = (s) => {
  const ram = MEMORIES.persistent.map((one) => ({ ...one }))
  const moved = (x: SegmentFile): SegmentFile => ('ram' in x ? x : { ram: ram[1].base + RAM_AT })
  const steps = s.steps.filter((step) => !operationOf(step).givesPages)
  return { machine: { ...s.machine, ram }, steps: steps.map((step) => withMemory(step, moved)) }
}

/** On a machine with such memory, what was in RAM in the given row of it. */
const inMemory = (kind: Memory, row = 0): Addition => {
  const ram = MEMORIES[kind]!.map((one) => ({ ...one }))
  const moved = (x: SegmentFile): SegmentFile => ('ram' in x ? { ...x, ram: x.ram + ram[row].base } : x)
  return (s) => ({ machine: { ...s.machine, ram }, steps: s.steps.map((step) => withMemory(step, moved)) })
}

/** The RAM before a BAR in a list is so in memory, too. */
const besideBar: Addition = (s) => {
  const ram = MEMORIES['up to the BARs'].map((one) => ({ ...one }))
  const end = ram[1].base + ram[1].size
  const machine = { ...s.machine, ram }
  return onLists((list) =>
    list.map((x, i) => {
      const next = list[i + 1]
      if ('bar' in x) return { bar: x.bar }
      return next !== undefined && 'bar' in next ? { ram: end - PAGE } : x
    }),
  )({ ...s, machine })
}

export const ADDITIONS: readonly Addition[] = [
  unused,
  takenBack,
  // Before what moves the endpoints that there are.
  byNeighbour,
  neighbourLast,
  notInBars,
  besideBar,
  onHosts({ offset: 0x80000000 }),
  onMachine((m) => ({ ...m, cpu: { vendor: 'AMD', family: 0x17 } })),
  behindPorts,
  oneDevice,
  oneDeviceBehindPort,
  byDevice(false),
  byDevice(true),
  onMachine((m) => ({ ...m, forwards: [{ from: 'any', to: 'any', operations: ['read', 'write'] }] })),
  onEndpoints({ acs: [] }),
  onEndpoints({ acs: ['RR'] }),
  onEndpoints({ coherent: false }),
  onEndpoints({ forceBounce: true }),
  onEndpoints({ dmaBits: 32 }),
  onEndpoints({ untrusted: true }),
  onEndpoints({ inside: false }),
  inMemory('bus 0'),
  inMemory('persistent'),
  inMemory('persistent', 1),
]
