/**
 * A litmus test: a scenario, a question about its outcome, and the answer for each design.
 *
 * Counterexamples are litmus tests that the checker wrote; to promote one is to move its file.
 */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import type { Design } from '../model/kernel/design.ts'
import { oneForm, oneOf, optional, record } from '../model/machine/fields.ts'
import { problem, type Problem } from '../model/problem.ts'
import { scenarioFields, type Scenario, type ScenarioFile } from '../model/scenario.ts'
import { checkScenario } from '../model/scenario-problems.ts'
import type { Choose } from '../model/choose.ts'
import { brokenInRun, run } from './judge.ts'
import { isTrueOf, proposition, propositionProblems } from './proposition.ts'
import type { Event } from './rule.ts'
import { rules } from './rules/index.ts'
import { parseText } from './text.ts'

export const RESULTS = ['Never', 'Sometimes', 'Always'] as const
/** Over all ways to resolve what the design and the devices leave free. */
export type Result = (typeof RESULTS)[number]

const result = oneOf(RESULTS)

const question = record({
  exists: proposition,
  result,
  /** Designs with another answer. */
  except: optional(t.record(t.string, result)),
})
export type Question = t.TypeOf<typeof question>

const litmusFile = record({
  ...scenarioFields,
  question: optional(t.string),
  why: optional(t.string),
  sources: optional(t.array(t.string)),
  exists: optional(proposition),
  result: optional(result),
  except: optional(t.record(t.string, result)),
  /** Further questions about the same runs. */
  also: optional(t.array(question)),
  /** Assumptions that this scenario, or some run of it that counts, does not meet: what it shows convicts nobody. */
  dropped: optional(t.array(t.string)),
  /** Written by the checker: how it was found. */
  found: optional(
    t.record(
      t.string,
      oneForm<string | number>('a string or a number', (u) => (typeof u === 'string' ? t.string : t.number)),
    ),
  ),
})
export type LitmusFile = t.TypeOf<typeof litmusFile>

export interface Litmus {
  readonly file: LitmusFile
  readonly scenario: Scenario
  readonly questions: readonly Question[]
}

/** A scenario, with or without questions, from the text of a file. */
export const readLitmus = (text: string): E.Either<Problem[], Litmus> => {
  const parsed = parseText(text)
  if (E.isLeft(parsed)) return parsed
  const decoded = litmusFile.decode(parsed.right)
  if (E.isLeft(decoded)) return E.left(decoded.left.map(toProblem))
  const file = decoded.right
  const wrong = questionProblems(file)
  if (wrong.length > 0) return E.left(wrong)
  return E.map((scenario: Scenario) => ({ file, scenario, questions: questionsOf(file) }))(checkScenario(file))
}

/** The scenario alone, as generators and shrinkers use it. */
export const scenarioOf = ({ machine, steps }: LitmusFile): ScenarioFile => ({ machine, steps })

const questionsOf = ({ exists, result, except, also }: LitmusFile): Question[] => [
  ...(exists === undefined || result === undefined
    ? []
    : [{ exists, result, ...(except === undefined ? {} : { except }) }]),
  ...(also ?? []),
]

const questionProblems = (file: LitmusFile): Problem[] => {
  if ((file.exists === undefined) !== (file.result === undefined))
    return [problem('', `only one of exists and result`, 'both, or neither')]
  return questionsOf(file).flatMap(({ exists }, i) =>
    propositionProblems(
      exists,
      file.steps,
      i === 0 && file.exists ? 'exists' : `also[${i - Number(file.exists !== undefined)}].exists`,
    ),
  )
}

/** An io-ts error as path, found, accepted. */
const toProblem = ({ context, value, message }: t.ValidationError): Problem => {
  const path = context.slice(1).map(({ key }) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`))
  return problem(path.join('').replace(/^\./, ''), brief(value), message ?? context.at(-1)!.type.name)
}

/** An alias may make a value a part of itself. */
const written = (value: unknown): string => {
  try {
    return JSON.stringify(value)
  } catch {
    return 'a value that contains itself'
  }
}

const brief = (value: unknown): string => {
  if (value === undefined) return 'nothing'
  const text = typeof value === 'number' ? String(value) : written(value)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

/**
 * The answer for one design, over all that is left free: every run that meets what is assumed of runs, or does not
 * and the file says so in `dropped`. `everyChoice` is the exhaustive driver.
 */
export const answer = (
  { file, scenario }: Litmus,
  { exists }: Question,
  design: Design,
  everyChoice: (body: (choose: Choose) => void) => void,
): Result => {
  let yes = 0
  let all = 0
  everyChoice((choose) => {
    const events = run(design, scenario, choose)
    if (!isAssumed(events, file.dropped)) return
    all++
    if (isTrueOf(exists, { design, scenario, events })) yes++
  })
  return yes === 0 ? 'Never' : yes === all ? 'Always' : 'Sometimes'
}

/** Whether a run meets every assumption about runs but those that are dropped. */
export const isAssumed = (events: readonly Event[], dropped: readonly string[] = []): boolean =>
  rules.every((rule) => brokenInRun(rule, events).every(({ id }) => dropped.includes(id)))

/** What the file expects of a design. */
export const expectedOf = ({ result, except }: Question, design: Design): Result => except?.[design.id] ?? result
