/**
 * Saved scenarios asked again: litmus tests of every design, counterexamples of those they name.
 */
import { designNamed, designs, mutants } from '../../model/designs/index.ts'
import type { StepFile } from '../../model/operations/index.ts'
import { operationOf } from '../../model/operations/steps.ts'
import reference from '../../model/designs/releases/linux-6.12.ts'
import type { Design, EntryPoints } from '../../model/kernel/design.ts'
import { brokenAssumptions, brokenInRun } from '../../spec/judge.ts'
import { tellProblem } from '../../model/problem.ts'
import { asked, expectedOf, type Asked } from '../../spec/asked.ts'
import type { Question } from '../../spec/litmus.ts'
import {
  COUNTEREXAMPLES_FOLDER,
  LITMUS_FOLDER,
  TRUST_FOLDER,
  loadFolder,
  type Named,
} from '../../spec/files/library.ts'
import { strangeDesigns } from '../../spec/strange-names.ts'
import { rules } from '../../spec/rules/index.ts'
import { exhaust } from '../drivers/drivers.ts'

export interface Answer {
  readonly file: string
  /** 0: `exists`; from 1: `also`; {@link DROPPED}. */
  readonly question: number
  readonly design: string
  readonly expected: string
  readonly found: string
}

/** The question whether just what the file drops is not met. */
const DROPPED = -1

/** Everything that is saved, counterexamples first. */
export const saved = (): Named[] => [COUNTEREXAMPLES_FOLDER, TRUST_FOLDER, LITMUS_FOLDER].flatMap(loadFolder)

/** What a file's questions come to. */
export const answersOf = (named: Named): Answer[] => {
  const { found, dropped } = named.litmus.file
  const ask = asked(named.litmus, exhaust)
  const answers = named.litmus.questions.flatMap((question, index) =>
    designsFor(question, named.litmus.file.steps, found !== undefined).map((design) => ({
      file: named.path,
      question: index,
      design: design.id,
      expected: expectedOf(question, design),
      found: ask.answer(question, design),
    })),
  )
  const strange = named.litmus.questions.flatMap((question, index) => strangers(named, question, index))
  return [...answers, ...strange, ...(dropped === undefined ? [] : [droppedAnswer(named, ask, dropped)])]
}

/** An exception for a design that does not exist would have no effect: it is an error. */
const strangers = ({ path }: Named, { except = {} }: Question, question: number): Answer[] =>
  Object.entries(except)
    .filter(([name]) => designNamed(name) === undefined)
    .map(([design, expected]) => ({ file: path, question, design, expected, found: NO_DESIGN }))
const NO_DESIGN = 'no such design'

/** A counterexample binds the designs it names; a litmus test every real one, and mutants it names. */
const designsFor = ({ except }: Question, steps: readonly StepFile[], isCounterexample: boolean): Design[] => {
  const named = (design: Design): boolean => except?.[design.id] !== undefined
  const asked = isCounterexample ? [...designs, ...mutants].filter(named) : [...designs, ...mutants.filter(named)]
  if (!steps.every(isOfMemory)) return asked
  return asked.filter((design) => steps.every((step) => needsOf(step).every((name) => design[name] !== undefined)))
}

/**
 * Of memory that moves a design may know nothing, or lack what one of the steps is about: then a scenario that is about nothing
 * else says nothing of it.
 */
const isOfMemory = (step: StepFile): boolean => needsOf(step).includes('memory')

/** What a step about memory needs hangs on none of its words. */
const needsOf = (step: StepFile): readonly (keyof EntryPoints<unknown>)[] => operationOf(step).needs({})

/** The assumptions that the scenario, or some run of it, does not meet are exactly those it says. */
const droppedAnswer = ({ path, litmus }: Named, { everyRun }: Asked, dropped: readonly string[]): Answer => {
  // A counterexample is about one rule, and says what that rule assumes.
  const about = rules.filter(({ id }) => litmus.file.found === undefined || id === litmus.file.found['rule'])
  const unmet = new Set(about.flatMap((rule) => brokenAssumptions(rule, litmus.scenario).map(({ id }) => id)))
  const design = designNamed(String(litmus.file.found?.['design'])) ?? reference
  everyRun(design, (events) => {
    // What is assumed of runs is dropped only where the file says so; then some run must do without it.
    for (const rule of rules) for (const { id } of brokenInRun(rule, events)) if (dropped.includes(id)) unmet.add(id)
  })
  const [expected, found] = [dropped, [...unmet]].map((ids) => ids.toSorted().join(', '))
  return { file: path, question: DROPPED, design: 'assumptions not met', expected, found }
}

export const unexpected = (answers: readonly Answer[]): Answer[] =>
  answers.filter(({ expected, found }) => expected !== found)

/** `FILE, DESIGN: found X; allowed is only: Y` */
export const tellAnswer = ({ file, question, design, expected, found }: Answer): string =>
  question === DROPPED
    ? `${file}, dropped: found ${found || 'no assumption'} not met; allowed is only: ${expected || 'no assumption'}`
    : `${file}, question ${question}, ${design}: found ${found}; allowed is only: ${expected}`

/** What is wrong with the answers of a file, one line each. */
export const tellUnexpected = ({ path, litmus }: Named, answers: readonly Answer[]): string[] => [
  ...strangeDesigns(litmus.file).map((problem) => `${path}: ${tellProblem(problem)}`),
  ...unexpected(answers)
    .filter(({ found }) => found !== NO_DESIGN)
    .map(tellAnswer),
]
