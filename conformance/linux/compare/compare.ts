/**
 * What the guest answered about a scenario against what the model answers: every answer, none estimated.
 *
 * Where the model leaves something open, Linux agrees if some choice gives its answer; the run goes on from
 * the world of that choice.
 */
import { hex } from '../../../model/address.ts'
import type { Choose } from '../../../model/choose.ts'
import type { Design } from '../../../model/kernel/design.ts'
import type { Machine } from '../../../model/machine/columns.ts'
import { layOut } from '../../../model/machine/layout.ts'
import { compileOn } from '../../../model/scenario/file.ts'
import type { Operation } from '../../../model/operations/index.ts'
import { valuesAs } from '../../../model/operations/steps.ts'
import { exhaust } from '../../../properties/drivers/drivers.ts'
import type { CaseFile } from './case.ts'
import type { Question } from '../guest/guest.ts'
import { beginning, modelSays, type Sitting, type Said } from './model-says.ts'
import { isQemuMachine } from '../guest/qemu-machine.ts'
import { linuxBase } from './shared.ts'
import { linuxSays } from './linux-says.ts'
import { settled } from '../guest/settle.ts'

export interface Difference {
  /** For a person. */
  readonly question: string
  /** What was asked: the operation of a step, or the guest's own word. */
  readonly kind: string
  /** Index of the step that the question is about or comes after. */
  readonly step?: number
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
  const asked: Sitting = { design, m, operations, booted: file, own: isQemuMachine(machine) }
  const differences: Difference[] = []
  let state = beginning(design, m, file)
  for (const [q, question] of questions.entries()) {
    asking(q)
    const lines = answers[q] ?? []
    const base = file.shares === true ? linuxBase(m, lines) : ''
    const linux = linuxSays(m, mappingIn(operations, question), lines) + base
    const allowed = allowedAt((choose) => modelSays(asked, state, q, question, choose))
    const agreed = allowed.find(({ says }) => says === linux)
    if (agreed === undefined)
      differences.push({
        question: described(m, file, question),
        kind: question.ask === 'step' ? operations[question.step].kind : question.ask,
        ...('step' in question ? { step: question.step } : {}),
        linux,
        model: [...new Set(allowed.map(({ says }) => says))],
      })
    state = (agreed ?? allowed[0]).state
  }
  return { answers: questions.length, differences }
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

/** The step that a question is about, or that made the mapping which this one names. */
const mappingIn = (operations: readonly Operation[], question: Question): Operation | undefined => {
  if (question.ask !== 'step' && question.ask !== 'again') return undefined
  const operation = operations[question.step]
  const [named] = valuesAs(operation, 'mapping') as number[]
  return named === undefined ? operation : operations[named]
}

const described = (m: Machine, { steps }: CaseFile, question: Question): string => {
  switch (question.ask) {
    case 'step':
      return `steps[${question.step}] ${JSON.stringify(steps[question.step])}`
    case 'again':
      return `mapped again after steps[${question.step}] ${JSON.stringify(steps[question.step])}`
    case 'reach':
      return `what ${m.name[question.f]} reaches of steps[${question.mapping}] ${JSON.stringify(steps[question.mapping])}`
    case 'take':
      return `take ${hex(question.bytes)} of ${m.name[question.f]}`
    case 'give':
      return `give back what question ${question.taken} took`
    default:
      return `${question.ask} ${m.name[question.f]}`
  }
}
