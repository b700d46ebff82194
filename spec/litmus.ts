/**
 * A litmus test: a scenario, a question about its outcome, and the answer for each design.
 *
 * Counterexamples are litmus tests that the checker wrote; to promote one is to move its file.
 */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { match, P } from 'ts-pattern'
import type { Design } from '../model/kernel/design.ts'
import { onTheWire } from '../model/address.ts'
import { address, count, integer, oneForm, oneOf, optional, record } from '../model/machine/fields.ts'
import { problem, type Problem } from '../model/problem.ts'
import { checkScenario, scenarioFields, type Scenario, type ScenarioFile } from '../model/scenario.ts'
import type { Choose } from '../model/step.ts'
import { run, watch } from './judge.ts'
import { rules } from './rules/index.ts'
import { byteMeant, landsOn } from './rules/route-sound.ts'
import { parseText } from './text.ts'
import type { Event } from './rule.ts'

export const RESULTS = ['Never', 'Sometimes', 'Always'] as const
/** Over all ways to resolve what the design and the devices leave free. */
export type Result = (typeof RESULTS)[number]

/** A statement about one run. Exactly one of the forms; `step` is an index into `steps`. */
export interface Proposition {
  /** The run breaks this rule (assumptions aside). */
  readonly broken?: string
  /** Step `step` ... */
  readonly step?: number
  /** ... was refused with this error: `EREMOTEIO`, `EIO`. */
  readonly refused?: boolean
  /** ... answered this distance. */
  readonly distance?: number
  /** ... gave entry `entry` this `dma_address`, and this bus mark. */
  readonly entry?: number
  readonly dma?: number
  readonly marked?: boolean
  /** ... landed, all of it: on what was meant, on something else, nowhere, or undefined. */
  readonly lands?: (typeof LANDS)[number]
  readonly all?: Proposition[]
  readonly any?: Proposition[]
  readonly not?: Proposition
}

const LANDS = ['as meant', 'elsewhere', 'nowhere', 'undefined'] as const

const proposition: t.Type<Proposition, unknown> = t.recursion('a proposition', () =>
  record({
    broken: optional(oneOf(rules.map(({ id }) => id))),
    step: optional(count),
    refused: optional(t.boolean),
    distance: optional(integer),
    entry: optional(count),
    dma: optional(address),
    marked: optional(t.boolean),
    lands: optional(oneOf(LANDS)),
    all: optional(t.array(proposition)),
    any: optional(t.array(proposition)),
    not: optional(proposition),
  }),
)

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
  /** Assumptions that this scenario does not meet: why what it shows convicts nobody. */
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
      file,
      i === 0 && file.exists ? 'exists' : `also[${i - Number(file.exists !== undefined)}].exists`,
    ),
  )
}

const propositionProblems = (p: Proposition, file: LitmusFile, path: string): Problem[] => {
  if (p.step !== undefined && p.step >= file.steps.length)
    return [problem(`${path}.step`, String(p.step), `an index into steps, 0 to ${file.steps.length - 1}`)]
  const says = p.broken ?? p.refused ?? p.distance ?? p.dma ?? p.marked ?? p.lands ?? p.all ?? p.any ?? p.not
  if (says === undefined)
    return [problem(path, 'nothing said', 'broken, refused, distance, dma, marked, lands, all, any or not')]
  return [...(p.all ?? []), ...(p.any ?? []), ...(p.not ? [p.not] : [])].flatMap((q, i) =>
    propositionProblems(q, file, `${path}[${i}]`),
  )
}

/** An io-ts error as path, found, accepted. */
const toProblem = ({ context, value, message }: t.ValidationError): Problem => {
  const path = context.slice(1).map(({ key }) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`))
  return problem(path.join('').replace(/^\./, ''), brief(value), message ?? context.at(-1)!.type.name)
}

const brief = (value: unknown): string => {
  if (value === undefined) return 'nothing'
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

/** Whether the statement is true of the run. */
export const isTrueOf = (p: Proposition, events: readonly Event[]): boolean => {
  const at = p.step === undefined ? undefined : events[p.step]
  return (
    (p.broken === undefined ||
      watch(
        rules.find(({ id }) => id === p.broken)!,
        events,
      ).broken !== undefined) &&
    (p.refused === undefined || (at?.outcome.kind === 'mapped' && at.outcome.rc < 0) === p.refused) &&
    (p.distance === undefined || (at?.outcome.kind === 'distance' && at.outcome.distance === p.distance)) &&
    (p.dma === undefined || dmaOf(at, p.entry ?? 0) === p.dma) &&
    (p.marked === undefined || (at?.outcome.kind === 'mapped' && at.outcome.table[p.entry ?? 0].marked === p.marked)) &&
    (p.lands === undefined || (at !== undefined && landsHow(at) === p.lands)) &&
    (p.all ?? []).every((q) => isTrueOf(q, events)) &&
    (p.any === undefined || p.any.some((q) => isTrueOf(q, events))) &&
    (p.not === undefined || !isTrueOf(p.not, events))
  )
}

const dmaOf = (event: Event | undefined, entry: number): number | undefined => {
  const outcome = event?.outcome
  const dma = match(outcome)
    .with({ kind: 'mapped' }, ({ table }) => table[entry]?.dma)
    .with({ kind: 'page' }, ({ dma }) => dma)
    .otherwise(() => undefined)
  return dma === undefined ? undefined : onTheWire(dma)
}

/** How a transfer as a whole landed: the first transaction that did not land as meant decides. */
const landsHow = ({ operation, outcome, before }: Event): (typeof LANDS)[number] | undefined => {
  if (operation.kind !== 'dma' || outcome.kind !== 'transfer') return undefined
  const { meant } = before.ledger.get(operation.map)!
  const wrong = outcome.transactions.find((t) => !landsOn(t.landing, byteMeant(meant, t)))
  return match(wrong?.landing.kind)
    .with(undefined, () => 'as meant' as const)
    .with('undefined', () => 'undefined' as const)
    .with(P.union('nowhere', 'read lost'), () => 'nowhere' as const)
    .with(P.union('ram', 'bar'), () => 'elsewhere' as const)
    .exhaustive()
}

/** The answer for one design, over all that is left free. `everyChoice` is the exhaustive driver. */
export const answer = (
  { scenario }: Litmus,
  { exists }: Question,
  design: Design,
  everyChoice: (body: (choose: Choose) => void) => void,
): Result => {
  let yes = 0
  let all = 0
  everyChoice((choose) => {
    all++
    if (isTrueOf(exists, run(design, scenario, choose))) yes++
  })
  return yes === 0 ? 'Never' : yes === all ? 'Always' : 'Sometimes'
}

/** What the file expects of a design. */
export const expectedOf = ({ result, except }: Question, design: Design): Result => except?.[design.id] ?? result
