/**
 * What the guest answered about a scenario against what the model answers: every answer, none estimated.
 *
 * Where the model leaves something open, Linux agrees if some choice gives its answer; the run goes on from
 * the world of that choice.
 */
import { PAGE, busToPhys, hex, onTheWire } from '../../model/address.ts'
import type { SgEntry } from '../../model/kernel/scatterlist.ts'
import type { Design } from '../../model/kernel/design.ts'
import { addP2pResource } from '../../model/kernel/p2pmem-resource.ts'
import { allocP2pmem, noP2pmem, virtToBus } from '../../model/kernel/p2pmem.ts'
import type { Machine } from '../../model/machine/columns.ts'
import { layOut } from '../../model/machine/layout.ts'
import { compileOn, type Operation, type ScenarioFile, type SegmentFile, type StepFile } from '../../model/scenario.ts'
import { step, type Outcome } from '../../model/step.ts'
import { boot, type World } from '../../model/world.ts'
import { exhaust } from '../../properties/drivers.ts'
import { enumerated } from '../judge.ts'
import { hexNumber } from '../recording.ts'
import { ALLOCATED, FIRST_DOMAIN, ramBase, type Question } from './guest.ts'
import { isQemuMachine } from './qemu-machine.ts'

export interface Difference {
  readonly question: string
  readonly linux: string
  /** Every answer that the model allows. */
  readonly model: readonly string[]
}

export interface Compared {
  readonly answers: number
  readonly differences: readonly Difference[]
}

/** @param ram where the guest's piece of RAM begins, CPU physical */
export const compare = (
  design: Design,
  file: ScenarioFile,
  questions: readonly Question[],
  answers: readonly (readonly string[])[],
  ram: number,
): Compared => {
  const { machine, steps } = settled(file, questions, answers, ram)
  const m = layOut(machine)
  const { operations } = compileOn(m, steps)
  const differences: Difference[] = []
  let world = boot(design, m)
  for (const [q, question] of questions.entries()) {
    const operation = question.ask === 'step' ? operations[question.step] : undefined
    const linux = linuxSays(m, operation, answers[q] ?? [])
    if (question.ask !== 'step') {
      const model = question.ask === 'dev' ? deviceSays(m, question.f) : poolSays(m, question.f)
      if (linux !== model)
        differences.push({ question: `${question.ask} ${m.name[question.f]}`, linux, model: [model] })
      continue
    }
    const allowed = allowedAt(design, world, question.step, operations[question.step], m)
    const agreed = allowed.find(({ says }) => says === linux)
    if (agreed === undefined)
      differences.push({
        question: `steps[${question.step}] ${JSON.stringify(file.steps[question.step])}`,
        linux,
        model: [...new Set(allowed.map(({ says }) => says))],
      })
    world = (agreed ?? allowed[0]).world
  }
  return { answers: questions.length, differences }
}

interface Allowed {
  readonly says: string
  readonly world: World
}

/** Every answer that some choice gives, and the world after it. */
const allowedAt = (design: Design, world: World, index: number, operation: Operation, m: Machine): Allowed[] => {
  const allowed: Allowed[] = []
  exhaust((choose) => {
    const stepped = step(design, world, index, operation, choose)
    allowed.push({ says: outcomeSays(m, operation, stepped.outcome), world: stepped.world })
    return allowed.length < MOST_CHOICES
  })
  return allowed
}
const MOST_CHOICES = 1000

/** The file with what the guest decides: domains beyond QEMU's own, where Linux put each BAR, where the RAM is. */
export const settled = (
  file: ScenarioFile,
  questions: readonly Question[],
  answers: readonly (readonly string[])[],
  ram: number,
): ScenarioFile => {
  const bars = new Map(
    questions.flatMap((question, q) => {
      const found = question.ask === 'dev' ? DEV.exec(answers[q]?.[0] ?? '') : null
      return found === null ? [] : [[(question as { f: number }).f, hexNumber(found[2])] as const]
    }),
  )
  const { machine, steps } = file
  const from = ramBase(machine)
  const { ram: _, ...rest } = machine
  return {
    machine: {
      ...rest,
      hosts: machine.hosts.map((host, h) => ({
        ...host,
        domain: isQemuMachine(machine) ? 0 : FIRST_DOMAIN + (host.domain ?? h),
      })),
      functions: machine.functions.map((f, index) =>
        f.bar === undefined || !bars.has(index) ? f : { ...f, bar: { ...f.bar, base: bars.get(index)! } },
      ),
    },
    steps: steps.map((one) => moved(one, ram - from)),
  }
}
const DEV = /^dev (\S+ \S+ \d:[0-9a-f]{4} [0-9a-f]+) ([0-9a-f]+) [0-9a-f]+$/

const moved = (one: StepFile, by: number): StepFile => {
  const entry = (s: SegmentFile): SegmentFile => ('ram' in s ? { ...s, ram: s.ram + by } : s)
  const { dma_map_sgtable: list, dma_map_page: page } = one
  if (list !== undefined) return { dma_map_sgtable: { ...list, list: list.list.map(entry) } }
  return page === undefined ? one : { dma_map_page: { ...page, page: entry(page.page) } }
}

/** One entry of a list: as it was given, and as it was mapped. */
interface Entry {
  readonly phys: number
  readonly length: number
  readonly dma: number
  readonly dmaLength: number
  readonly bus: boolean
}

/** Whether an IOMMU chooses addresses. */
const translates = (m: Machine): boolean => m.iommu.includes('translating')

/** The guest's lines in the words that {@link outcomeSays} uses too. */
const linuxSays = (
  m: Machine,
  operation: Operation | undefined,
  [first = 'nothing', ...more]: readonly string[],
): string => {
  const [word, ...rest] = first.split(' ')
  switch (word) {
    case 'dev':
      return rest.length === 6 ? toldDevice(rest) : first
    case 'add':
    case 'distance':
    case 'done':
    case 'skipped':
      return first
    case 'alloc':
      return rest.length === 2 ? `alloc phys=${hexText(rest[0])} bus=${hexText(rest[1])}` : first
    case 'found':
      return rest[0] === '-' ? 'found nobody' : `found ${m.name[Number(rest[0])]}`
    case 'one':
      return tellOne(m, hexNumber(rest[0]), rest[1] === '-' ? undefined : hexNumber(rest[1]))
    case 'map':
      return rest[0] === '0'
        ? tellList(m, operation, Number(rest[1]), more.map(entryIn))
        : `rc=${rest[0]}, marks ${tellMarks(more.map(entryIn))}`
    case 'unmapped':
      return `unmapped, marks ${tellMarks(more.map(entryIn))}`
    default:
      return [first, ...more].join('; ')
  }
}

const hexText = (text: string): string => hex(hexNumber(text))
const toldDevice = ([bdf, up, acs, ...bar]: readonly string[]): string => {
  const [cpu, at, length] = bar.map(hexText)
  return `${bdf} up=${up} acs=${acs} bar phys=${cpu} bus=${at} len=${length}`
}

const SEG = /^seg ([0-9a-f]+) ([0-9a-f]+) ([0-9a-f]+) ([0-9a-f]+) ([01])$/
const entryIn = (line: string): Entry => {
  const [at, length, dma, dmaLength] = (SEG.exec(line)?.slice(1, 5) ?? ['0', '0', '0', '0']).map(hexNumber)
  return { phys: at, length, dma, dmaLength, bus: line.endsWith(' 1') }
}

const tellMarks = (entries: readonly Pick<Entry, 'bus'>[]): string => entries.map(({ bus }) => Number(bus)).join('')

/**
 * DMA entries. Where an IOMMU translates, the base of the list's range is the allocator's choice: an IOVA is told by
 * its distance from the first one; for an untrusted client each entry has a range of its own (DI-2).
 */
const tellList = (m: Machine, operation: Operation | undefined, nents: number, entries: readonly Entry[]): string => {
  const mapped = entries.slice(0, nents)
  const first = mapped.find(({ bus }) => !bus)?.dma ?? 0
  const apart = operation?.kind === 'dma_map_sgtable' && m.untrusted[m.clientFunction[operation.client]]
  const told = mapped.map(({ phys, length, dma, dmaLength, bus }) => {
    if (!translates(m)) return `[phys=${hex(phys)}+${hex(length)} dma=${hex(dma)}+${hex(dmaLength)} bus=${Number(bus)}]`
    return `[dma=${bus ? hex(dma) : `IOVA+${hex(dma - (apart ? dma : first))}, ${hex(dma % PAGE)} in its page,`}+${hex(dmaLength)} bus=${Number(bus)}]`
  })
  return `mapped ${nents}: ${told.join(' ')}`
}

/** A page or a resource; undefined: not mapped. */
const tellOne = (m: Machine, at: number, dma: number | undefined): string => {
  if (dma === undefined) return `${hex(at)} is not mapped`
  return `${hex(at)} is ${translates(m) ? `an IOVA, ${hex(dma % PAGE)} in its page` : hex(dma)}`
}

/** What the model answers, in words. */
export const outcomeSays = (m: Machine, operation: Operation, outcome: Outcome): string => {
  switch (outcome.kind) {
    case 'added':
      return `add ${outcome.rc}`
    case 'distance':
      return `distance ${outcome.distance}`
    case 'found':
      return outcome.provider === undefined ? 'found nobody' : `found ${m.name[outcome.provider]}`
    case 'unmapped':
      return `unmapped, marks ${tellMarks(outcome.table.map(entryOf))}`
    case 'mapped':
      return mappedSays(m, operation, outcome)
    default:
      return outcome.kind
  }
}

const mappedSays = (
  m: Machine,
  operation: Operation,
  { rc, table, nents }: Extract<Outcome, { kind: 'mapped' }>,
): string => {
  const entries = table.map(entryOf)
  if (operation.kind !== 'dma_map_sgtable') return tellOne(m, entries[0].phys, rc === 0 ? entries[0].dma : undefined)
  return rc === 0 ? tellList(m, operation, nents, entries) : `rc=${rc}, marks ${tellMarks(entries)}`
}

const entryOf = ({ phys, length, dma, dmaLength = 0, marked }: SgEntry): Entry => ({
  phys,
  length,
  dma: dma === undefined ? 0 : onTheWire(dma),
  dmaLength,
  bus: marked,
})

/** What the PCI core finds of a function. */
const deviceSays = (m: Machine, f: number): string => enumerated(m, f)

/** AR-5, AR-8: where the first allocation from a fresh pool lies. */
const poolSays = (m: Machine, f: number): string => {
  const start = busToPhys(m.bar[f], m.hostOffset[m.host[f]])
  const bar = { isMemory: true, length: m.barSize[f], start, bus: m.bar[f] }
  const { k, phys: at } = allocP2pmem(addP2pResource(noP2pmem, f, bar, 0, 0).k, f, ALLOCATED)
  return at === undefined ? 'alloc none' : `alloc phys=${hex(at)} bus=${hex(virtToBus(k, f, at))}`
}
