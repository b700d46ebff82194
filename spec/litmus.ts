/**
 * A litmus test: a scenario, a question about its outcome, and the answer for each design.
 *
 * Counterexamples are litmus tests that the checker wrote; to promote one is to move its file.
 */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { designNamed } from '../model/designs/index.ts'
import { MOST_ENTRIES, list, name, oneForm, oneOf, optional, record } from '../model/machine/fields.ts'
import { problem, type Problem } from '../model/problem.ts'
import { scenarioFields, type Scenario, type ScenarioFile } from '../model/scenario/file.ts'
import { checkScenario } from '../model/scenario/problems.ts'
import { proposition, propositionProblems } from './proposition.ts'
import { parseText } from './files/parse.ts'

export const RESULTS = ['Never', 'Sometimes', 'Always'] as const
/** Over all ways to resolve what the design and the devices leave free. */
export type Result = (typeof RESULTS)[number]

const result = oneOf(RESULTS)

export const questionFile = record({
  exists: proposition,
  result,
  /** Designs with another answer. */
  except: optional(t.record(t.string, result)),
})
export type Question = t.TypeOf<typeof questionFile>

/** What each field means: litmus-meaning.ts. */
export const litmusFile = record({
  ...scenarioFields,
  alias: optional(name),
  question: optional(t.string),
  why: optional(t.string),
  sources: optional(list(t.string)),
  exists: optional(proposition),
  result: optional(result),
  except: optional(t.record(t.string, result)),
  also: optional(list(questionFile)),
  dropped: optional(list(t.string)),
  found: optional(
    t.record(
      t.string,
      oneForm<string | number>('a string or a number', (u) => (typeof u === 'string' ? t.string : t.number)),
    ),
  ),
})
export type LitmusFile = t.TypeOf<typeof litmusFile>

export interface Litmus {
  /** The file it was read from. */
  readonly path?: string
  readonly file: LitmusFile
  readonly scenario: Scenario
  readonly questions: readonly Question[]
}

/** A scenario, with or without questions, from the text of a file. */
export const readLitmus = (text: string, path?: string): E.Either<Problem[], Litmus> =>
  E.chain((value: unknown) => litmusOf(value, path))(parseText(text))

/** {@link readLitmus} of what the text says. */
export const litmusOf = (value: unknown, path?: string): E.Either<Problem[], Litmus> => {
  const decoded = litmusFile.decode(value)
  if (E.isLeft(decoded)) return E.left(decoded.left.map(toProblem))
  const file = byId(decoded.right)
  const wrong = [...twiceNamed(decoded.right), ...questionProblems(file)]
  if (wrong.length > 0) return E.left(wrong)
  return E.map((scenario: Scenario) => ({
    ...(path === undefined ? {} : { path }),
    file,
    scenario,
    questions: questionsOf(file),
  }))(checkScenario(file))
}

/** The same file with every design named by its id. */
const byId = (file: LitmusFile): LitmusFile => ({
  ...file,
  ...exceptById(file),
  ...(file.also === undefined ? {} : { also: file.also.map((further) => ({ ...further, ...exceptById(further) })) }),
  ...(typeof file.found?.['design'] === 'string'
    ? { found: { ...file.found, design: idOf(file.found['design']) } }
    : {}),
})

type Excepting = Pick<Question, 'except'>

const exceptById = ({ except }: Excepting): Excepting =>
  except === undefined
    ? {}
    : { except: Object.fromEntries(Object.entries(except).map(([name, answer]) => [idOf(name), answer])) }

/** A name that no design has stays as it is. */
const idOf = (name: string): string => designNamed(name)?.id ?? name

/** One design by its id and by its alias in one `except`: which of the two answers counts would be a guess. */
const twiceNamed = (file: LitmusFile): Problem[] =>
  [
    { path: 'except', except: file.except },
    ...(file.also ?? []).map(({ except }, i) => ({ path: `also[${i}].except`, except })),
  ].flatMap(({ path, except = {} }) =>
    Object.keys(except)
      .filter((name) => idOf(name) !== name && Object.hasOwn(except, idOf(name)))
      .map((name) => problem(`${path}.${name}`, `${idOf(name)}, which is there already`, 'each design once')),
  )

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
export const toProblem = ({ context, value, message }: t.ValidationError): Problem => {
  const path = context.slice(1).map(({ key }) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`))
  const { type } = context.at(-1)!
  return problem(
    path.join('').replace(/^\./, ''),
    type === t.never ? 'an unknown field' : brief(value),
    message ?? type.name,
  )
}

const brief = (value: unknown): string => {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value) && value.length > MOST_ENTRIES) return `a list of ${value.length}`
  const text = JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}
