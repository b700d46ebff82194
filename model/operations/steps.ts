/**
 * Steps of a file, by the roles of their words: read, compiled, refused, renamed, changed.
 */
import type * as t from 'io-ts'
import type { Machine } from '../machine/columns.ts'
import { record, tagged } from '../machine/fields.ts'
import type { Problem } from '../problem.ts'
import { operationNamed, operations, type Operation, type StepFile } from './index.ts'
import type { SegmentFile } from './memory.ts'
import type { OperationKind } from './operation.ts'
import { ROLES, type Context, type NamedMapping, type Rename } from './roles.ts'
import type { Role, Word } from './word.ts'

const codecs = new Map<OperationKind, t.Mixed>()
/** Of the words of one operation, made once. */
const codecOf = (operation: OperationKind): t.Mixed => {
  const known = codecs.get(operation)
  if (known !== undefined) return known
  const words = Object.entries(operation.words).map(([name, { codec }]) => [name, codec] as const)
  const codec = record(Object.fromEntries(words))
  codecs.set(operation, codec)
  return codec
}

export const stepFile = tagged(() => Object.fromEntries(operations.map((one) => [one.kind, codecOf(one)]))) as t.Type<
  StepFile,
  unknown
>

export const kindOf = (step: StepFile): string => Object.keys(step)[0]
export const operationOf = (step: StepFile): OperationKind => operationNamed(kindOf(step))!

/** Whatever the words of one role say; which role that is the table knows that asks. */
// oxlint-disable-next-line typescript/no-explicit-any -- as a table by role sees it
export type Said = any

const filesIn = (step: StepFile): Readonly<Record<string, Said>> => Object.values(step)[0] as Record<string, Said>

/** A word that a step says. */
export interface Spoken {
  readonly name: string
  readonly word: Word
  readonly said: Said
}

/** The words that a step says, in the order of its operation. */
export const spokenIn = (step: StepFile): readonly Spoken[] => {
  const known = spoken.get(step)
  if (known !== undefined) return known
  const said = filesIn(step)
  const found = Object.entries(operationOf(step).words).flatMap(([name, word]) =>
    said[name] === undefined ? [] : [{ name, word, said: said[name] }],
  )
  spoken.set(step, found)
  return found
}
/** One step is read, counted and compiled many times. */
const spoken = new WeakMap<StepFile, readonly Spoken[]>()

/** What the step says under words of the role. */
export const saidAs = (step: StepFile, role: Role): Said[] =>
  spokenIn(step).flatMap(({ word, said }) => (word.role === role ? [said] : []))

/** The step with one word that it says changed; undefined: left out. */
export const withWord = (step: StepFile, name: string, said: Said): StepFile => {
  const { [name]: _, ...others } = filesIn(step)
  return { [kindOf(step)]: said === undefined ? others : { ...filesIn(step), [name]: said } }
}

/** The step with each word that it says changed. */
export const changed = (step: StepFile, change: (spoken: Spoken) => Said): StepFile => {
  const words = operationOf(step).words
  const said = Object.entries(filesIn(step)).map(([name, value]) => [
    name,
    change({ name, word: words[name], said: value }),
  ])
  return { [kindOf(step)]: Object.fromEntries(said) }
}

/** The step in which everybody is called by another name. */
export const renamed = (step: StepFile, rename: Rename): StepFile =>
  changed(step, ({ word, said }) => (ROLES[word.role].renamed as (said: Said, rename: Rename) => Said)(said, rename))

/** What later steps call the mapping that this step makes. */
export const nameOf = (step: StepFile): string | undefined => saidAs(step, 'gives')[0] as string | undefined

/** Memory that the step names. */
export const memoryIn = (step: StepFile): SegmentFile[] =>
  (['memory', 'list', 'pages'] as const).flatMap((role) => saidAs(step, role).flat() as SegmentFile[])

/** What is known after some steps, step by step. */
interface Growing extends Context {
  readonly given: Map<string, NamedMapping>
  readonly withPages: Set<string>
}

const after = (context: Growing, step: StepFile, index: number): Growing => {
  const name = nameOf(step)
  const { kind, givesPages, givesBytes } = operationOf(step)
  if (name !== undefined && !context.given.has(name)) {
    const bytes = givesBytes === undefined ? {} : { bytes: givesBytes(filesIn(step) as never) }
    context.given.set(name, { step: index, kind, memory: memoryIn(step), ...bytes })
  }
  if (givesPages) for (const provider of saidAs(step, 'provider')) context.withPages.add(provider as string)
  return context
}

const before = (machine: Machine): Growing => ({ machine, given: new Map(), withPages: new Set() })

/** After all of the steps. */
export const contextAfter = (machine: Machine, steps: readonly StepFile[]): Context =>
  steps.reduce(after, before(machine))

/** A step of a file that is known to be right. */
export const compileStep = (step: StepFile, context: Context): Operation => {
  const { kind, words, compile } = operationOf(step)
  const said = filesIn(step)
  const values = Object.entries(words).map(([name, word]) => {
    const resolve = ROLES[word.role].resolve as (said: Said, context: Context) => unknown
    return [name, said[name] === undefined ? word.otherwise : resolve(said[name], context)]
  })
  return { kind, ...(compile(Object.fromEntries(values)) as object) } as Operation
}

/** What steps name must exist, and before it is used. */
export const stepProblems = (machine: Machine, steps: readonly StepFile[]): Problem[] => {
  const context = before(machine)
  return steps.flatMap((step, index) => {
    const path = `steps[${index}].${kindOf(step)}`
    const ofWords = spokenIn(step).flatMap(({ name, word, said }) => {
      const problems = ROLES[word.role].problems as (...args: [Said, Context, string, Word]) => Problem[]
      return problems(said, context, `${path}.${name}`, word)
    })
    const wrong = [...ofWords, ...operationOf(step).problems(filesIn(step) as Said, context, path)]
    after(context, step, index)
    return wrong
  })
}

/** What the operation was given for each of its words, but for those that were left out. */
export const valuesOf = (operation: Operation): { readonly role: Role; readonly value: Said }[] => {
  const values = operation as unknown as Readonly<Record<string, Said>>
  return Object.entries(operationNamed(operation.kind)!.words).flatMap(([name, { role }]) =>
    values[name] === undefined ? [] : [{ role, value: values[name] }],
  )
}

/** What it was given under words of the role. */
export const valuesAs = (operation: Operation, role: Role): Said[] =>
  valuesOf(operation).flatMap((one) => (one.role === role ? [one.value] : []))
