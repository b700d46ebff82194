/** How often each rule was at work in the corpus, and which tampered model is noticed how often. */
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import linux612 from '../../../model/designs/releases/linux-6.12.ts'
import type { Design } from '../../../model/kernel/design.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import { compare, type Difference } from '../compare/compare.ts'
import { CORPORA, CORPUS, type Recorded } from '../compare/corpus.ts'
import { isQemuMachine } from '../guest/qemu-machine.ts'
import { tampered } from '../tampered/index.ts'
import { SHARING } from '../tampered/sharing.ts'
import { listening } from './listen.ts'
import { JUDGED } from './rules.ts'

/** How a tampered model is noticed: by how many answers, in how many cases, and first in which. */
export interface Noticed {
  readonly answers: number
  readonly cases: number
  readonly first: string
}

export interface Counts {
  /** {@link corpusHash} of the corpus that was counted. */
  readonly corpus: string
  /** Cases, by kind of machine. */
  readonly machines: Readonly<Record<string, number>>
  /** Answers, by kind of question. */
  readonly questions: Readonly<Record<string, number>>
  /** Answers at which a rule was at work, by rule. */
  readonly asked: Readonly<Record<string, number>>
  readonly noticed: Readonly<Record<string, Noticed>>
}

export const COUNTS = `${CORPUS}/judged.json`
export const readCounts = (): Counts => JSON.parse(readFileSync(COUNTS, 'utf8')) as Counts

/** Of every recorded byte. */
export const corpusHash = (): string => {
  const hash = createHash('sha256')
  for (const folder of CORPORA) {
    const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl') || name === 'manifest.json')
    for (const name of names.toSorted()) hash.update(`${name}\0`).update(readFileSync(`${folder}/${name}`))
  }
  return hash.digest('hex').slice(0, 16)
}

export interface Pass extends Pick<Counts, 'machines' | 'questions' | 'asked'> {
  readonly answers: number
  readonly differences: readonly Difference[]
}

/** The right model over the corpus, once, with everybody listening. */
export const pass = (corpus: readonly Recorded[]): Pass => {
  const machines: Record<string, number> = {}
  const questions: Record<string, number> = {}
  const asked = Object.fromEntries(JUDGED.map(({ id }) => [id, 0]))
  let now = new Set<string>()
  const close = (): void => {
    for (const id of now) asked[id]++
    now = new Set()
  }
  const model = listening((part, args, answer) => {
    for (const { id, heard } of JUDGED)
      if (heard !== undefined && !now.has(id) && heard.hears(part, args, answer)) now.add(id)
  })
  let answers = 0
  const differences: Difference[] = []
  for (const one of corpus) {
    const machine = kindOf(one.file.machine)
    machines[machine] = (machines[machine] ?? 0) + 1
    const compared = compare(model, one.file, one.questions, one.answers, one.ram, (q) => {
      close()
      const question = one.questions[q]
      const kind = question.ask === 'step' ? Object.keys(one.file.steps[question.step])[0] : question.ask
      questions[kind] = (questions[kind] ?? 0) + 1
      for (const { id, asked: its } of JUDGED) if (its?.(question, one.file) === true) now.add(id)
    })
    close()
    answers += compared.answers
    differences.push(...compared.differences)
  }
  return { machines: sorted(machines), questions: sorted(questions), asked, answers, differences }
}

const kindOf = (machine: MachineFile): string =>
  isQemuMachine(machine) ? `devices of QEMU, IOMMU ${machine.hosts[0].iommu ?? 'off'}` : 'made-up fabric'

const sorted = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)))

/** Answers of one case that the model has not. */
export const differences = (design: Design, one: Recorded): number =>
  compare(design, one.file, one.questions, one.answers, one.ram).differences.length

/** Who is wrong about sharing is held against the cases about it, and everybody else against the others. */
export const casesFor = ({ id }: Design, corpus: readonly Recorded[]): readonly Recorded[] =>
  corpus.filter(({ file }) => (file.shares === true) === Object.hasOwn(SHARING, id))

/** Everything counted anew; undefined for a model that no case notices. */
const noticing = (design: Design, corpus: readonly Recorded[]): Noticed | undefined => {
  const found = corpus.map((one) => ({ where: one.where, n: differences(design, one) })).filter(({ n }) => n > 0)
  return found.length === 0
    ? undefined
    : { answers: found.reduce((sum, { n }) => sum + n, 0), cases: found.length, first: found[0].where }
}

/** Throws where the model of Linux 6.12 differs, or a tampered one does not: then there is nothing to count. */
export const count = (corpus: readonly Recorded[]): Counts => {
  const { machines, questions, asked, differences: wrong } = pass(corpus)
  if (wrong.length > 0) throw new Error(`${linux612.id} differs from the corpus in ${wrong.length} answers`)
  const noticed = tampered.map((design) => [design.id, noticing(design, casesFor(design, corpus))] as const)
  const missed = noticed.flatMap(([id, how]) => (how === undefined ? [id] : []))
  if (missed.length > 0) throw new Error(`no case of the corpus notices: ${missed.join('; ')}`)
  return {
    corpus: corpusHash(),
    machines,
    questions,
    asked,
    noticed: Object.fromEntries(noticed) as Record<string, Noticed>,
  }
}
