/**
 * What the guest answered about a scenario against what the model answers: every answer, none estimated.
 *
 * Where the model leaves something open, Linux agrees if some choice gives its answer; the run goes on from
 * the world of that choice.
 */
import { busToPhys, hex, onTheWire } from '../../model/address.ts'
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
    const linux = linuxSays(m, answers[q] ?? [])
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
      hosts: machine.hosts.map((host, h) => ({ ...host, domain: FIRST_DOMAIN + (host.domain ?? h) })),
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

/** The guest's lines in the words that {@link outcomeSays} uses too. */
const linuxSays = (m: Machine, [first = 'nothing', ...more]: readonly string[]): string => {
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
      return `${hexText(rest[0])} is ${rest[1] === '-' ? 'not mapped' : hexText(rest[1])}`
    case 'map':
      return rest[0] === '0'
        ? `mapped ${rest[1]}: ${more.map(toldEntry).join(' ')}`
        : `rc=${rest[0]}, marks ${more.map(markOf).join('')}`
    case 'unmapped':
      return `unmapped, marks ${more.map(markOf).join('')}`
    default:
      return [first, ...more].join('; ')
  }
}

const hexText = (text: string): string => hex(hexNumber(text))
const toldDevice = ([bdf, up, acs, ...bar]: readonly string[]): string => {
  const [cpu, at, length] = bar.map(hexText)
  return `${bdf} up=${up} acs=${acs} bar phys=${cpu} bus=${at} len=${length}`
}
const toldEntry = (line: string): string => {
  const [at, length, dma, dmaLength, mark] = line.split(' ').slice(1)
  return tellEntry(hexText(at), hexText(length), hexText(dma), hexText(dmaLength), mark)
}
const markOf = (line: string): string => line.split(' ')[5] ?? '?'
const tellEntry = (at: string, length: string, dma: string, dmaLength: string, mark: string): string =>
  `[phys=${at}+${length} dma=${dma}+${dmaLength} bus=${mark}]`

const marks = (table: readonly { readonly marked: boolean }[]): string => table.map((e) => Number(e.marked)).join('')

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
      return `unmapped, marks ${marks(outcome.table)}`
    case 'mapped':
      return operation.kind === 'dma_map_sgtable' ? listSays(outcome) : oneSays(outcome)
    default:
      return outcome.kind
  }
}

type MappedOutcome = Extract<Outcome, { kind: 'mapped' }>

const listSays = ({ rc, table, nents }: MappedOutcome): string => {
  if (rc !== 0) return `rc=${rc}, marks ${marks(table)}`
  const entries = table.map((e) =>
    tellEntry(hex(e.phys), hex(e.length), hex(onTheWire(e.dma!)), hex(e.dmaLength ?? 0), String(Number(e.marked))),
  )
  return `mapped ${nents}: ${entries.join(' ')}`
}

const oneSays = ({ rc, table: [entry] }: MappedOutcome): string =>
  `${hex(entry.phys)} is ${rc === 0 ? hex(onTheWire(entry.dma!)) : 'not mapped'}`

/** What the PCI core finds of a function. */
const deviceSays = (m: Machine, f: number): string => enumerated(m, f)

/** AR-5, AR-8: where the first allocation from a fresh pool lies. */
const poolSays = (m: Machine, f: number): string => {
  const start = busToPhys(m.bar[f], m.hostOffset[m.host[f]])
  const bar = { isMemory: true, length: m.barSize[f], start, bus: m.bar[f] }
  const { k, phys: at } = allocP2pmem(addP2pResource(noP2pmem, f, bar, 0, 0).k, f, ALLOCATED)
  return at === undefined ? 'alloc none' : `alloc phys=${hex(at)} bus=${hex(virtToBus(k, f, at))}`
}
