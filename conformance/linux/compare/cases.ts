/**
 * What Linux is asked: scenarios of the one generator, and more questions about their machines, all drawn
 * over `choose`.
 */
import * as fc from 'fast-check'
import type { Choose } from '../../../model/choose.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import { generated } from '../../../properties/drivers/random.ts'
import { picking, type Pick } from '../../../properties/generate/pick.ts'
import { generate, generateSteps } from '../../../properties/generate/generate.ts'
import { loadFolder } from '../../../spec/files/library.ts'
import type { CaseFile } from './case.ts'
import { drawParameter, poolsOf, withFewerBits, withLimits, withVirtual } from './draw.ts'
import { furtherSteps } from './further.ts'
import { fullQueue, generateApart, generateShared } from './sharing.ts'
import { isWhole } from '../guest/askable.ts'
import { FIRST_DOMAIN } from '../guest/machine-text.ts'
import { generateQemuMachine, isQemuMachine } from '../guest/qemu-machine.ts'
import { type Scope } from '../../../properties/scopes/scope.ts'
import { wide } from '../../../properties/scopes/wide.ts'

// A slant would draw IOMMUs and clients that a made-up fabric has none of.
const { slants: _, ...anything } = wide

/** The wide scope without what a made-up fabric cannot show (`guest.ts`) or no kernel can see. */
export const ASKED: Scope = {
  ...anything,
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
  extras: ['nothing', 'nothing', 'dma_sync_sgtable'],
  // The RAM of a guest's lists is one piece.
  overlaps: [0],
}

/** A scenario of {@link ASKED} with more questions behind it. */
export const generateCase = (choose: Choose, scope = ASKED): CaseFile => {
  const pick = picking(choose)
  const { machine: generatedMachine, steps } = generate(scope, choose)
  const machine = withLimits(pick, withVirtual(pick, generatedMachine))
  const more = furtherSteps(pick, machine, steps)
  const asked = [...asLinuxTakes(steps), ...more]
  return { machine: withRootDevice(pick, machine), steps: asked, ...poolsOf(pick, machine) }
}

/** A BAR gets its pages once: Linux warns of a second time. */
const asLinuxTakes = (steps: readonly StepFile[]): StepFile[] => {
  const had = new Set<string>()
  return steps.map(unbuilt).filter(({ pci_p2pdma_add_resource: add }) => {
    if (add === undefined) return true
    const first = !had.has(add.provider)
    had.add(add.provider)
    return first
  })
}

/** A list with parts of pages is not made of pages, and in the guest none comes through the block layer. */
const unbuilt = (step: StepFile): StepFile => {
  if (step.dma_map_sgtable === undefined) return step
  const { bios: _, ...map } = step.dma_map_sgtable
  return { dma_map_sgtable: map.list.every(isWhole) ? map : { ...map, build: false } }
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
    const asked = [...asLinuxTakes(steps), ...furtherSteps(pick, machine, steps)]
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

/** Likewise of what functions share; last, on the machine of the one before, a queue that is full. */
export const sharingControls = (): CaseFile[] => {
  const written = loadFolder(`${import.meta.dirname}/../controls/sharing`).map(({ litmus: { file } }) => ({
    machine: file.machine,
    steps: file.steps,
    shares: true as const,
    ...(isQemuMachine(file.machine) ? { strict: file.machine.hosts[0].iommu !== 'translating lazily' } : {}),
  }))
  const lazy = written.find(({ strict }) => strict === false)!
  const { functions } = lazy.machine
  const first = functions.findIndex(({ bar }) => bar !== undefined)
  // One client: what each says of each mapping takes a second of the console.
  const machine = { ...lazy.machine, functions: functions.filter(({ bar }, f) => bar === undefined || f === first) }
  return [...written, { ...lazy, machine, steps: fullQueue(machine) }]
}

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

/** Cases that ask who shares what: on made-up fabrics, and on machines of QEMU's own devices, each in a boot of its own. */
export const sharingCases = (count: number, machines: number, seed: number): CaseFile[] => [
  ...sharingControls(),
  ...sampled((choose) => generateApart(ASKED, choose), count, seed),
  ...sampled(generateShared, machines, seed),
]

/** Scenarios a machine of QEMU's own: a boot is for one machine. */
const EACH = 2

/** {@link EACH} cases on each of `count` machines of QEMU's own devices. */
export const qemuCases = (count: number, seed: number): CaseFile[] =>
  sampled((choose) => generateQemuCases(choose, EACH), count, seed).flat()
