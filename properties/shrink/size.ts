/**
 * Size, defined once: the shrinker lowers it, the exhaustive driver finds the least of it.
 *
 * A scenario's size is the number of things a reader must keep in mind. Nothing that a default
 * already says counts; a function counts once, and once more for every bridge above it.
 */
import { PAGE } from '../../model/address.ts'
import type { FunctionFile, HostFile, MachineFile } from '../../model/machine/file.ts'
import type { ScenarioFile } from '../../model/scenario/file.ts'
import type { Direction } from '../../model/kernel/lib/scatterlist.ts'
import type { AcsBit } from '../../model/machine/acs.ts'
import type { SegmentFile } from '../../model/operations/memory.ts'
import { operationOf, spokenIn, type Said } from '../../model/operations/steps.ts'
import type { PageRange, Role } from '../../model/operations/word.ts'
import type { StepFile } from '../../model/operations/index.ts'

const count = (...facts: (boolean | number)[]): number => facts.reduce<number>((sum, fact) => sum + Number(fact), 0)
const total = <T>(values: readonly T[], of: (value: T) => number): number => values.reduce((sum, v) => sum + of(v), 0)

export const size = (file: ScenarioFile): number => sizeUpTo(file, file.steps.length)

/** Of the scenario with its first `count` steps only. */
export const sizeUpTo = ({ machine, steps }: ScenarioFile, count: number): number =>
  machineSize(machine) + total(steps.slice(0, count), stepSize)

const machineSize = (machine: MachineFile): number => {
  const known = machineSizes.get(machine)
  if (known !== undefined) return known
  const byName = new Map(machine.functions.map((f) => [f.name, f]))
  // A candidate may be impossible, and name a bridge that is gone.
  const depth = (f: FunctionFile | undefined): number => (f?.below === undefined ? 0 : 1 + depth(byName.get(f.below)))
  const found =
    total(machine.hosts, hostSize) +
    total(machine.functions, (f) => functionSize(f) + depth(f)) +
    count(machine.cpu !== undefined) +
    (machine.ram?.length ?? 0) +
    total(machine.devices ?? [], ({ childOf }) => 1 + count(childOf !== undefined)) +
    total(machine.forwards ?? [], ({ operations }) => operations.length) +
    (machine.interconnects?.length ?? 0)
  machineSizes.set(machine, found)
  return found
}
/** One machine carries many lists. */
const machineSizes = new WeakMap<MachineFile, number>()

const hostSize = ({ offset, inbound, matchesBusAddresses, iommu }: HostFile): number =>
  1 + count((offset ?? 0) !== 0, inbound !== undefined, matchesBusAddresses !== undefined, iommu !== undefined)

// `inside` does not count: a device is built one way or the other, and neither says less.
const functionSize = (f: FunctionFile): number =>
  1 + acsSize(f.acs) + localSize(f.memory) + SAID.filter((field) => f[field] !== undefined).length

/** Fields that say something besides where a function sits. */
const SAID = [
  'id',
  'decodes',
  'masters',
  'iommu',
  'dmaBits',
  'coherent',
  'forceBounce',
  'untrusted',
  'maxSegment',
  'boundary',
  'virtualOf',
] as const

const localSize = (memory: FunctionFile['memory']): number =>
  memory === undefined
    ? 0
    : memory.pages + count(memory.type !== undefined, memory.owner !== undefined, memory.shown !== undefined)

const acsSize = (acs: FunctionFile['acs']): number => {
  if (acs === undefined) return 0
  return 1 + (Array.isArray(acs) ? acs.length : acs.control.length + (acs.egress?.length ?? 0))
}

/** One for the step, and what its words say; a word may have a size of its own. */
const stepSize = (step: StepFile): number => {
  const fixed = Object.values(operationOf(step).words).reduce((sum, { size: own = 0 }) => sum + own, 1)
  return fixed + total(spokenIn(step), ({ word, said }) => (word.size === undefined ? SIZE[word.role](said) : 0))
}

const segmentSize = (s: SegmentFile): number => {
  const length = s.length ?? PAGE
  const pages = Math.ceil(length / PAGE) + count(length % PAGE !== 0)
  return 'ram' in s ? pages + count(s.ram % PAGE !== 0) : 1 + pages + count((s.offset ?? 0) !== 0)
}

const nothing = (): number => 0
const segments = (list: readonly SegmentFile[]): number => total(list, segmentSize)

/** What a word of each role adds; names are there anyway. */
export const SIZE: Readonly<Record<Role, (said: Said) => number>> = {
  provider: nothing,
  function: nothing,
  client: nothing,
  clients: nothing,
  gives: nothing,
  mapping: nothing,
  object: nothing,
  text: (line: string) => line.split(' ').length,
  number: (n: number) => count(n > 0) + Math.floor(Math.log2(Math.max(1, n / PAGE))),
  memory: segmentSize,
  list: segments,
  pages: segments,
  direction: (way: Direction) => count(way === 'DMA_BIDIRECTIONAL'),
  choice: nothing,
  choices: nothing,
  range: ([first, end]: PageRange) => end - first,
  flag: (on: boolean) => count(on),
  acs: (bits: readonly AcsBit[]) => bits.length,
}
