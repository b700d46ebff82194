/**
 * Scenarios begun afresh: a part of the same steps, on the plainest machine there is, with one or two things put to it.
 *
 * Leaving out one thing at a time ends where two must go together, or where something else would do as well.
 */
import { PAGE } from '../model/address.ts'
import type { FunctionFile, HostFile, MachineFile } from '../model/machine/file.ts'
import type { ScenarioFile, SegmentFile, StepFile } from '../model/scenario.ts'
import { MEMORIES, type Memory } from './scope.ts'
import { endpointsOf, onLists, renamed, withMemory } from './shrink-edits.ts'
import { RAM_AT, defaultRam } from './shrink-steps.ts'
import { size } from './size.ts'

/** So many pairs of things are tried, those first that make the smallest: what needs more is not found here. */
const PAIRS = 1500

/** Scenarios smaller than `bound`. */
export function* afresh(s: ScenarioFile, bound: number): Generator<ScenarioFile> {
  const bases = [s, ...LISTS.map((list) => list(s))].flatMap(plainest).flatMap((bare) => [bare, translating(bare)])
  const pairs: { base: ScenarioFile; one: Thing; other: Thing; about: number }[] = []
  for (const base of bases) {
    const least = size(base)
    if (least < bound) yield base
    const more = THINGS.map((thing) => size(thing(base)) - least)
    for (const [i, one] of THINGS.entries()) {
      if (least + more[i] < bound) yield one(base)
      for (let j = i + 1; j < THINGS.length; j++) {
        const about = least + more[i] + more[j]
        if (about < bound) pairs.push({ base, one, other: THINGS[j], about })
      }
    }
  }
  const smallest = pairs.toSorted((a, b) => a.about - b.about).slice(0, PAIRS)
  for (const { base, one, other } of smallest) yield other(one(base))
}

type Thing = (s: ScenarioFile) => ScenarioFile

/** Nothing is done with the mapping. */
const unused: Thing = (s) => ({ ...s, steps: s.steps.filter((step) => !step.dma && !step.dma_unmap_sgtable) })

/**
 * One host bridge, an integrated endpoint for each that the steps name, or one for all of them; all else as a file that
 * says nothing has it.
 */
const plainest = (s: ScenarioFile): ScenarioFile[] => {
  const said = JSON.stringify(s.steps)
  const named = endpointsOf(s.machine).filter((name) => said.includes(JSON.stringify(name)))
  if (named.length === 0) return []
  const { devices } = s.machine
  const known = new Set([...named, ...(devices ?? []).map(({ name }) => name)])
  const machine = (names: readonly string[]): MachineFile => ({
    hosts: [{ name: 'hb0' }],
    functions: names.map((name, i): FunctionFile => {
      const { bar } = s.machine.functions.find((f) => f.name === name)!
      return { type: 'root complex integrated endpoint', on: 'hb0', at: deviceAt(i), name, bar: bar!, inside: true }
    }),
  })
  const [first] = named
  // What was done to a port is done to the first endpoint.
  const all = {
    machine: { ...machine(named), ...(devices === undefined ? {} : { devices }) },
    steps: renamed(s.steps, (name) => (known.has(name) ? name : first)),
  }
  const one = { machine: machine([first]), steps: renamed(s.steps, () => first) }
  return (known.size === 1 ? [one] : [all, one]).map(defaultRam)
}

const deviceAt = (i: number): string => `${(0x10 + i).toString(16)}.0`

const onMachine =
  (change: (m: MachineFile) => MachineFile): Thing =>
  (s) => ({ ...s, machine: change(s.machine) })
const onHosts = (facts: Partial<HostFile>): Thing =>
  onMachine((m) => ({ ...m, hosts: m.hosts.map((h) => ({ ...h, ...facts })) }))
const onEndpoints = (facts: Partial<FunctionFile>): Thing =>
  onMachine((m) => ({ ...m, functions: m.functions.map((f) => (f.bar === undefined ? f : { ...f, ...facts })) }))

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
const oneDeviceBehindPort: Thing = onMachine((m) => {
  const [port, ...rest] = behindPorts({ machine: m, steps: [] }).machine.functions
  const functions = rest.filter(({ bar }) => bar !== undefined)
  return {
    ...m,
    functions: [port, ...functions.map((f, i) => ({ ...f, at: `00.${i}`, below: port.name }))],
  }
})

/** The client is a device that is no function. */
const byDevice =
  (childOf: boolean): Thing =>
  (s) => {
    const [first] = s.machine.functions
    const devices = [{ name: 'V', ...(childOf ? { childOf: first.name } : {}) }]
    const steps = s.steps.map((step): StepFile => {
      const { dma_map_sgtable: map, pci_p2pdma_distance_many: asked } = step
      if (map) return { dma_map_sgtable: { ...map, client: 'V' } }
      return asked ? { pci_p2pdma_distance_many: { ...asked, clients: ['V'] } } : step
    })
    return { machine: { ...s.machine, devices }, steps }
  }

/** Device memory that is no BAR in the place of every BAR. */
const notInBars: Thing = (s) => {
  const ram = MEMORIES.persistent.map((one) => ({ ...one }))
  const moved = (x: SegmentFile): SegmentFile => ('ram' in x ? x : { ram: ram[1].base + RAM_AT })
  const steps = s.steps.filter((step) => step.pci_p2pdma_add_resource === undefined)
  return { machine: { ...s.machine, ram }, steps: steps.map((step) => withMemory(step, moved)) }
}

/** On a machine with such memory, what was in RAM in the given row of it. */
const inMemory = (kind: Memory, row = 0): Thing => {
  const ram = MEMORIES[kind]!.map((one) => ({ ...one }))
  const moved = (x: SegmentFile): SegmentFile => ('ram' in x ? { ...x, ram: x.ram + ram[row].base } : x)
  return (s) => ({ machine: { ...s.machine, ram }, steps: s.steps.map((step) => withMemory(step, moved)) })
}

const translating = onHosts({ iommu: 'translating' })

const firstBar = (list: readonly SegmentFile[]): SegmentFile[] => list.filter((x) => 'bar' in x).slice(0, 1)

/** Lists in the place of the list. */
const LISTS: readonly Thing[] = [
  onLists(firstBar),
  onLists((list) => [{ ram: RAM_AT }, ...firstBar(list)]),
  onLists((list) => [...firstBar(list), { ram: RAM_AT }]),
  onLists((list) => [{ ram: RAM_AT }, { ram: RAM_AT }, ...firstBar(list)]),
]

/** The RAM before a BAR in a list is so in memory, too. */
const besideBar: Thing = (s) => {
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

/** Each says one thing, and by it much else that a search comes upon. */
const THINGS: readonly Thing[] = [
  unused,
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
