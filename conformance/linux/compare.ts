/**
 * What the guest answered about a scenario against what the model answers: every answer, none estimated.
 *
 * Where the model leaves something open, Linux agrees if some choice gives its answer; the run goes on from
 * the world of that choice.
 */
import { hex } from '../../model/address.ts'
import type { Choose } from '../../model/choose.ts'
import type { Call, Design, Opaque, Request } from '../../model/kernel/design.ts'
import type { Machine } from '../../model/machine/columns.ts'
import { layOut } from '../../model/machine/layout.ts'
import { compileOn, type Operation } from '../../model/scenario.ts'
import { step } from '../../model/step.ts'
import { boot, type World } from '../../model/world.ts'
import { exhaust } from '../../properties/drivers.ts'
import { enumerated } from '../judge.ts'
import { linuxAcs, type CaseFile } from './case.ts'
import type { Question } from './guest.ts'
import { ALLOCATED, give, noPools, take, type Pools } from './pools.ts'
import { isQemuMachine, type Booted } from './qemu-machine.ts'
import { linuxSays, mappedSays, outcomeSays, unmappedSays } from './says.ts'
import { settled } from './settle.ts'
import { domainSays } from './translated.ts'

export interface Difference {
  readonly question: string
  readonly linux: string
  /** Every answer that the model allows. */
  readonly model: readonly string[]
}

/** Both answers, for a person. */
export const tellDifference = ({ question, linux, model }: Difference): string =>
  `${question}\n  Linux answered: ${linux}\n  allowed are only: ${model.join(' | ')}`

export interface Compared {
  readonly answers: number
  readonly differences: readonly Difference[]
}

/**
 * @param ram where the guest's piece of RAM begins, CPU physical
 * @param asking is told the number of each question before the model hears it
 */
export const compare = (
  design: Design,
  file: CaseFile,
  questions: readonly Question[],
  answers: readonly (readonly string[])[],
  ram: number,
  asking: (q: number) => void = () => {},
): Compared => {
  const { machine, steps } = settled(file, questions, answers, ram)
  const m = layOut(machine)
  const { operations } = compileOn(m, steps)
  const asked: Asked = { design, m, operations, booted: file, own: isQemuMachine(machine) }
  const differences: Difference[] = []
  let state: State = { world: boot(design, m), pools: noPools }
  for (const [q, question] of questions.entries()) {
    asking(q)
    const linux = linuxSays(m, mappingIn(operations, question), answers[q] ?? [])
    const allowed = allowedAt((choose) => modelSays(asked, state, q, question, choose))
    const agreed = allowed.find(({ says }) => says === linux)
    if (agreed === undefined)
      differences.push({
        question: described(m, file, question),
        linux,
        model: [...new Set(allowed.map(({ says }) => says))],
      })
    state = (agreed ?? allowed[0]).state
  }
  return { answers: questions.length, differences }
}

/** What all questions of a case have in common. */
interface Asked {
  readonly design: Design
  readonly m: Machine
  readonly operations: readonly Operation[]
  readonly booted: Booted
  readonly own: boolean
}

/** What the model remembers from question to question. */
interface State {
  readonly world: World
  readonly pools: Pools
}

interface Said {
  readonly says: string
  readonly state: State
}

/** Every answer that some choice gives, and what is remembered after it. */
const allowedAt = (answer: (choose: Choose) => Said): Said[] => {
  const allowed: Said[] = []
  exhaust((choose) => {
    allowed.push(answer(choose))
    return allowed.length < MOST_CHOICES
  })
  return allowed
}
const MOST_CHOICES = 1000

/** The step that a question is about, or that mapped what is mapped again. */
const mappingIn = (operations: readonly Operation[], question: Question): Operation | undefined => {
  if (question.ask !== 'step' && question.ask !== 'again') return undefined
  const operation = operations[question.step]
  return question.ask === 'again' && operation.kind === 'dma_unmap_sgtable' ? operations[operation.map] : operation
}

const described = (m: Machine, { steps }: CaseFile, question: Question): string => {
  switch (question.ask) {
    case 'step':
      return `steps[${question.step}] ${JSON.stringify(steps[question.step])}`
    case 'again':
      return `mapped again after steps[${question.step}] ${JSON.stringify(steps[question.step])}`
    case 'take':
      return `take ${hex(question.bytes)} of ${m.name[question.f]}`
    case 'give':
      return `give back what question ${question.taken} took`
    default:
      return `${question.ask} ${m.name[question.f]}`
  }
}

const modelSays = (asked: Asked, state: State, q: number, question: Question, choose: Choose): Said => {
  const { design, m, operations } = asked
  switch (question.ask) {
    case 'dev':
      return { says: enumerated(m, question.f), state }
    case 'domain':
      return { says: domainSays(m, question.f, asked.booted.strict === true), state }
    case 'alloc':
      return { says: `alloc ${take(noPools, m, question.f, q, ALLOCATED).says}`, state }
    case 'take': {
      const { says, pools } = take(state.pools, m, question.f, q, question.bytes)
      return { says: `take ${says}`, state: { ...state, pools } }
    }
    case 'give': {
      const { says, pools } = give(state.pools, question.taken)
      return { says, state: { ...state, pools } }
    }
    case 'restore':
      return { says: `restored ${restored(asked, state.world, question.f)}`, state }
    case 'step': {
      const operation = operations[question.step]
      const { world, outcome } = step(design, state.world, question.step, operation, choose)
      const between = { before: state.world, after: world }
      return { says: outcomeSays(m, question.step, operation, outcome, between), state: { ...state, world } }
    }
    case 'again':
      return mappedAgain(asked, state, operations[question.step], choose)
    default:
      return question satisfies never
  }
}

/** `pci_restore_state` begins again from the word that it finds; by now the kernel knows who is outside. */
const restored = ({ m, booted, own }: Asked, { hw }: World, f: number): string =>
  linuxAcs(m, f, hw.acsControl[f], m.untrusted[f], booted, own).toString(16).padStart(4, '0')

/** The table of a list that is unmapped now, mapped as it is and unmapped once more. */
const mappedAgain = ({ design, m, operations }: Asked, state: State, unmap: Operation, choose: Choose): Said => {
  const index = unmap.kind === 'dma_unmap_sgtable' ? unmap.map : -1
  const mapping = state.world.ledger.get(index)
  if (mapping === undefined || mapping.live || mapping.nents === 0) return { says: 'skipped', state }
  const { hw, kernel, ledger } = state.world
  const call: Call<Opaque> = { k: kernel, hw, choose }
  const request: Request = { client: mapping.client, direction: mapping.direction, table: mapping.table }
  const { k, domains = hw.domains, ...answer } = design.mapSg!(call, request)
  const live = answer.rc === 0
  const mapped: World = {
    ...state.world,
    kernel: k,
    hw: { ...hw, domains },
    // A map that fails leaves the table as it was: it may be tried again.
    ledger: live ? new Map(ledger).set(index, { ...mapping, ...answer, live }) : ledger,
  }
  const says = mappedSays(m, index, operations[index], answer, { before: state.world, after: mapped })
  if (!live) return { says, state: { ...state, world: mapped } }
  const { world, outcome } = step(design, mapped, index, unmap, choose)
  const table = outcome.kind === 'unmapped' ? outcome.table : []
  const unmapped = unmappedSays(index, table, { before: mapped, after: world })
  return { says: `${says}; ${unmapped}`, state: { ...state, world } }
}
