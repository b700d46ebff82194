/**
 * What Linux is asked: scenarios of the one generator, and more questions about their machines, all drawn
 * over `choose`.
 */
import * as fc from 'fast-check'
import { PAGE, busToPhys } from '../../../model/address.ts'
import type { Choose } from '../../../model/choose.ts'
import { DIRECTIONS } from '../../../model/kernel/lib/scatterlist.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import { layOut } from '../../../model/machine/layout.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import { generated } from '../../../properties/drivers/random.ts'
import { BAR, picking, type Pick } from '../../../properties/generate/generate-machine.ts'
import { generate, generateSteps } from '../../../properties/generate/generate.ts'
import { loadFolder } from '../../../spec/files/library.ts'
import type { CaseFile } from './case.ts'
import { drawParameter, poolsOf, withFewerBits, withLimits, withVirtual } from './draw.ts'
import { isWhole } from '../guest/askable.ts'
import { FIRST_DOMAIN } from '../guest/guest.ts'
import { generateQemuMachine } from '../guest/qemu-machine.ts'
import { wide, type Scope } from '../../../properties/scopes/scope.ts'

/** The wide scope without what a made-up fabric cannot show (`guest.ts`) or no kernel can see. */
export const ASKED: Scope = {
  ...wide,
  name: 'asked of Linux',
  iommu: ['off'],
  qualities: ['usual', 'usual', 'usual', '32 bits', 'untrusted'],
  others: ['nobody', 'nobody', 'child'],
  memory: ['usual'],
  platforms: [...wide.platforms, { vendor: 'AMD', family: 15 }],
  inbound: ['everything'],
  portAcs: [...wide.portAcs, { control: ['TB'] }, { control: ['DT', 'SV'] }, { control: ['CR'] }, { control: ['EC'] }],
  endpointAcs: [...wide.endpointAcs, { control: ['TB', 'UF'] }, { control: ['DT', 'SV'] }],
  forwards: ['nothing'],
  inside: [true],
  disabled: ['nothing'],
  strays: ['nothing'],
  // The RAM of a guest's lists is one piece.
  overlaps: [0],
}

/** A scenario of {@link ASKED} with more questions behind it. */
export const generateCase = (choose: Choose, scope = ASKED): CaseFile => {
  const pick = picking(choose)
  const { machine: generatedMachine, steps } = generate(scope, choose)
  const machine = withLimits(pick, withVirtual(pick, generatedMachine))
  const more = furtherSteps(pick, machine, steps)
  const asked = [...steps.map(unbuilt), ...more]
  return { machine: withRootDevice(pick, machine), steps: asked, ...poolsOf(pick, machine) }
}

/** A list with parts of pages is not made of pages. */
const unbuilt = (step: StepFile): StepFile => {
  const map = step.dma_map_sgtable
  return map === undefined || map.list.every(isWhole) ? step : { dma_map_sgtable: { ...map, build: false } }
}

/** A machine of QEMU's own devices, and scenarios on it. */
const qemuScope: Scope = { ...ASKED, name: 'on QEMU', entries: [1, 2, 3, 4, 6], pages: [1, 1, 2, 3, 0, 17] }
const generateQemuCases = (choose: Choose, each: number): CaseFile[] => {
  const pick = picking(choose)
  const machine = withLimits(pick, generateQemuMachine(choose))
  const strict = pick('strict', [undefined, true, false])
  const pci = pick('has a parameter', [true, false, false]) ? { pci: drawParameter(pick, [machine], 0) } : {}
  return Array.from({ length: each }, () => {
    const steps = generateSteps(qemuScope, machine, choose)
    const asked = [...steps.map(unbuilt), ...furtherSteps(pick, machine, steps)]
    return { machine, steps: asked, ...pci, ...(strict === undefined ? {} : { strict }), ...poolsOf(pick, machine) }
  })
}

/** Cases that share a parameter, and so a boot. */
const SHARING = 4

const WITH_ACS = ASKED.endpointAcs.filter(({ control }) => control !== undefined)

/** Cases in one guest that was told what to do with ACS; not every function implements all of it. */
const generateTold = (choose: Choose): CaseFile[] => {
  const pick = picking(choose)
  const platforms = [pick('platform', ASKED.platforms)]
  const scope: Scope = { ...ASKED, platforms, qualities: ['usual', 'untrusted'], endpointAcs: [{}, ...WITH_ACS] }
  const files = Array.from({ length: SHARING }, () => generateCase(choose, scope)).map((file) => ({
    ...file,
    machine: withFewerBits(pick, file.machine),
  }))
  const requestsAcs = pick('IOMMU in the guest', [true, false])
  const machines = files.map(({ machine }) => machine)
  const pci = drawParameter(pick, machines, FIRST_DOMAIN)
  return files.map((file) => ({ ...file, pci, ...(requestsAcs ? { requestsAcs } : {}) }))
}

/** Perhaps a conventional function 00.0 on the first root bus, as the allowlist looks for. */
const withRootDevice = (pick: Pick, machine: MachineFile): MachineFile => {
  const id = pick('device 00.0', [
    undefined,
    undefined,
    '8086:2030',
    '8086:2f00',
    '8086:3c00',
    '8086:09a2',
    '1022:1480',
  ])
  if (id === undefined) return machine
  const device = { name: 'root', type: 'conventional' as const, on: machine.hosts[0].name, at: '00.0', id }
  return { ...machine, functions: [device, ...machine.functions] }
}

/** Pages for the other BARs, then every kind of question that the generator does not put. */
const furtherSteps = (pick: Pick, machine: MachineFile, before: readonly StepFile[]): StepFile[] => {
  const endpoints = machine.functions.filter(({ bar }) => bar !== undefined)
  const names = endpoints.map(({ name }) => name)
  const clients = [...names, ...(machine.devices ?? []).map(({ name }) => name)]
  const narrow = new Set(endpoints.filter(({ dmaBits = 64 }) => dmaBits < 64).map(({ name }) => name))
  const had = new Set(before.flatMap((s) => s.pci_p2pdma_add_resource?.provider ?? []))
  const client = pick('further client', clients)
  const provider = pick('further provider', names)
  // What is no whole page bounces for an untrusted client, and the guest has no bounce buffers.
  const trusted = !endpoints.some(({ name, untrusted }) => name === client && untrusted)
  const direction = pick('further direction', DIRECTIONS)
  const published = names.filter(() => pick('published', [true, true, false]))
  const list = names.map((bar) => ({
    bar,
    ...(trusted
      ? { offset: pick('further offset', [0, 0x1000, BAR - 0x2000, 0x1234]), length: 0x800 }
      : { offset: pick('further whole offset', [0, 0x1000, BAR - 0x2000]) }),
  }))
  const all: StepFile = { dma_map_sgtable: { as: 'all', client, direction, list: [{ ram: 0x80000 }, ...list] } }
  const pair = pick('pair', [undefined, ...pairs(byAddress(machine, names))])
  const edges = byAddress(machine, names).flatMap((bar) => [{ bar }, { bar, offset: BAR - PAGE }])
  return [
    ...names.filter((name) => !had.has(name)).map((name) => ({ pci_p2pdma_add_resource: { provider: name } })),
    ...published.map((name) => ({ pci_p2pmem_publish: { provider: name } })),
    { pci_p2pmem_find_many: { clients: [client] } },
    { pci_p2pmem_find_many: { clients } },
    { pci_p2pdma_distance_many: { provider, clients } },
    ...names.map((name) => ({ pci_p2pdma_distance_many: { provider: name, clients: [client] } })),
    { pci_p2pmem_publish: { provider, publish: false } },
    { pci_p2pmem_find_many: { clients: [client] } },
    { dma_map_page: { client, page: { bar: provider, offset: 0x3000 } } },
    ...(narrow.has(client) || clients.indexOf(client) >= names.length
      ? []
      : [{ dma_map_resource: { client, resource: { bar: provider, offset: 0x800, length: 0x2000 } } }]),
    all,
    { dma_unmap_sgtable: { map: 'all' } },
    { dma_unmap_sgtable: { map: 'all' } },
    ...(pair === undefined ? [] : [{ dma_map_sgtable: { as: 'pair', client, direction, list: pair } }]),
    { dma_map_sgtable: { as: 'long', client, direction, list: [...LONG, { bar: provider }] } },
    { dma_map_sgtable: { as: 'longer', client, direction, list: [...LONG, { ram: 0x60000, length: 0x5000 }] } },
    {
      dma_map_sgtable: { as: 'scattered', client, direction, list: [...SCATTERED, { bar: provider }, { ram: 0x1000 }] },
    },
    { dma_unmap_sgtable: { map: 'scattered' } },
    { dma_map_sgtable: { as: 'edges', client: provider, direction, build: true, list: edges } },
    ...afterSetpci(pick, machine, provider, client, all),
  ]
}

/** Together longer than a DMA segment may be by default, 64K. */
const LONG = [
  { ram: 0x10000, length: 0xf000 },
  { ram: 0x40000, length: 0x3000 },
]

/** Downwards, with two neighbours, and a page twice. */
const SCATTERED = [{ ram: 0x30000 }, { ram: 0x20000 }, { ram: 0x21000 }, { ram: 0x30000, length: 0x3000 }]

/** Where one BAR ends, the next one begins: after a run that needs an IOVA this is LAT-2. */
const pairs = (names: readonly string[]): { bar: string; offset: number }[][] =>
  names.slice(1).map((bar, i) => [
    { bar: names[i], offset: BAR - PAGE },
    { bar, offset: 0 },
  ])

/** Neighbours in memory follow each other. */
const byAddress = (machine: MachineFile, names: readonly string[]): string[] => {
  const m = layOut(machine)
  const at = (name: string): number =>
    busToPhys(m.bar[m.name.indexOf(name)], m.hostOffset[m.host[m.name.indexOf(name)]])
  return names.toSorted((a, b) => at(a) - at(b))
}

/** An ACS word is rewritten: what was mapped before, mapped again, before and after the distance is asked anew. */
const afterSetpci = (
  pick: Pick,
  { functions }: MachineFile,
  provider: string,
  client: string,
  all: StepFile,
): StepFile[] => {
  const port = pick('rewritten', [undefined, ...functions.filter(({ acs }) => acs !== undefined)])
  if (port === undefined) return []
  const acs = pick('rewritten to', [[], [], ['RR', 'CR', 'UF'], ['EC'], ['TB']] as const)
  const again = (as: string): StepFile => ({ dma_map_sgtable: { ...all.dma_map_sgtable!, as } })
  return [
    { setpci: { function: port.name, acs: [...acs] } },
    again('after'),
    { pci_p2pdma_distance_many: { provider, clients: [client] } },
    again('anew'),
  ]
}

/** What is drawn is shrunk elsewhere, against the kernel. */
const sampled = <T>(draw: (choose: Choose) => T, count: number, seed: number): T[] =>
  count === 0
    ? []
    : fc.sample(
        generated(draw, () => []),
        { numRuns: count, seed },
      )

/** Asked in every run, however small: by one of these each tampered model is noticed. */
export const controls = (): CaseFile[] =>
  loadFolder(`${import.meta.dirname}/../controls`).map(({ litmus: { file } }) => ({
    machine: file.machine,
    steps: file.steps,
  }))

/** What a command asks: the controls, then as many cases and machines as it was told. */
export const everyCase = (count: number, machines: number, seed: number): CaseFile[] => [
  ...controls(),
  ...cases(count, seed),
  ...qemuCases(machines, seed),
]

/** Cases on made-up fabrics: of five, one in a guest that was booted with a parameter about ACS. */
export const cases = (count: number, seed: number): CaseFile[] => {
  const told = Math.floor(count / 5 / SHARING)
  return [
    ...sampled((choose) => generateCase(choose), count - told * SHARING, seed),
    ...sampled(generateTold, told, seed).flat(),
  ]
}

/** Scenarios a machine of QEMU's own: a boot is for one machine. */
const EACH = 2

/** {@link EACH} cases on each of `count` machines of QEMU's own devices. */
export const qemuCases = (count: number, seed: number): CaseFile[] =>
  sampled((choose) => generateQemuCases(choose, EACH), count, seed).flat()
