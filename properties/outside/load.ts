/**
 * Designs, rules and operations outside this repository, named by the paths of their files.
 *
 * Such a file imports what it needs from `p2pdma-spec`, wherever it lies. What it exports joins the lists of designs,
 * rules and operations of this process (a worker has its own), so that whatever asks those lists knows it too: it must join
 * before anything is asked.
 */
import { existsSync, statSync } from 'node:fs'
import { register } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { designs, designNames } from '../../model/designs/index.ts'
import type { Design } from '../../model/kernel/design.ts'
import { operations } from '../../model/operations/index.ts'
import type { OperationKind } from '../../model/operations/operation.ts'
import { Refused, WHOLE_FILE, problem, type Problem } from '../../model/problem.ts'
import { BadFile } from '../../spec/problem.ts'
import type { Rule } from '../../spec/rule.ts'
import { rules } from '../../spec/rules/index.ts'
import { DESIGN, OPERATION, RULE, shapeProblems, type Shape, type What } from './shape.ts'
import { designProblems } from './derived.ts'
import { strictOperation, strictRule } from './strict.ts'
import { frameIn } from './thrown.ts'
import { BUNDLE } from '../../spec/files/where.ts'

/** Paths of files, absolute. */
export interface Outside {
  readonly designs: readonly string[]
  readonly rules: readonly string[]
  readonly operations: readonly string[]
}

export const NOTHING_OUTSIDE: Outside = { designs: [], rules: [], operations: [] }

/** Whether a word names a file, where it could also be the name of a design or a rule. */
export const isPath = (word: string): boolean => /[/\\]|\.[cm]?[jt]s$/.test(word)

/** The design that the file exports by default, joined to the list of designs; throws BadFile. */
export const joinDesign = async (path: string): Promise<Design> =>
  join<Design>(path, DESIGN, designs as Design[], designNames, (design) => {
    const wrong = designProblems(design)
    if (wrong.length > 0) throw new BadFile(path, wrong)
    return design
  })

/** The rule that the file exports by default, joined to the list of rules; throws BadFile. */
export const joinRule = async (path: string): Promise<Rule> =>
  join<Rule>(path, RULE, rules as Rule[], () => rules.map(({ id }) => id), strictRule)

/** The operation that the file exports by default, joined to the list of operations; throws BadFile. */
export const joinOperation = async (path: string): Promise<OperationKind> =>
  join<OperationKind>(
    path,
    OPERATION,
    operations as OperationKind[],
    () => operations.map(({ kind }) => kind),
    strictOperation,
  )

/** All of them, in order; operations first, for a scenario may speak of them. */
export const joinAll = async (outside: Outside): Promise<void> => {
  for (const path of outside.operations) await joinOperation(path)
  for (const path of outside.designs) await joinDesign(path)
  for (const path of outside.rules) await joinRule(path)
}

/** Whether it came from outside, in this process. A design, a rule and an operation may have one name. */
export const isOutside = (what: What, id: string): boolean => joined[what].has(id)
/** The path that it was named by; none, if it is one of ours. */
export const pathOf = (what: What, id: string): string[] => [joined[what].get(id) ?? []].flat()

/** Whatever has joined so far. */
export const joinedNow = (): Outside => ({
  designs: designs.flatMap(({ id }) => pathOf('design', id)),
  rules: rules.flatMap(({ id }) => pathOf('rule', id)),
  operations: operations.flatMap(({ kind }) => pathOf('operation', kind)),
})

const joined = {
  design: new Map<string, string>(),
  rule: new Map<string, string>(),
  operation: new Map<string, string>(),
}
const known = new Map<string, unknown>()

/** Fields by which a design, a rule or an operation is called. */
const NAMES = ['id', 'alias', 'kind'] as const

const join = async <T>(
  path: string,
  shape: Shape,
  list: T[],
  taken: () => readonly string[],
  checked: (value: T) => T,
): Promise<T> => {
  const file = resolve(path)
  if (known.has(file)) return known.get(file) as T
  const refuse = (...problems: Problem[]): BadFile => new BadFile(path, problems)
  const found = await exportOf(path, file, shape)
  const wrong = shapeProblems(shape, found)
  if (wrong.length > 0) throw refuse(...wrong)
  const value = found as T
  const names = value as Readonly<Record<string, string | undefined>>
  for (const field of NAMES) {
    const name = names[field]
    if (name !== undefined && taken().includes(name))
      throw refuse(
        problem(
          field,
          `"${name}", which another ${shape.what} has`,
          `${field === 'kind' ? 'a' : 'an'} ${field} of its own`,
        ),
      )
  }
  const one = checked(value)
  list.push(one)
  joined[shape.what].set((names['id'] ?? names['kind'])!, path)
  known.set(file, one)
  return one
}

const exportOf = async (path: string, file: string, { one, made }: Shape): Promise<unknown> => {
  if (!existsSync(file)) throw new BadFile(path, [problem(WHOLE_FILE, 'no such file', `a file that exports ${one}`)])
  if (statSync(file).isDirectory())
    throw new BadFile(path, [problem(WHOLE_FILE, 'a folder', `a file that exports ${one}`)])
  await resolveOwnName(file)
  try {
    const module = (await import(pathToFileURL(file).href)) as { default?: unknown }
    if ('default' in module) return module.default
  } catch (error) {
    if (error instanceof Refused) throw new BadFile(path, error.problems)
    throw new BadFile(path, [problem(placeOf(error, file), messageOf(error), `a module that can be loaded`)])
  }
  throw new BadFile(path, [problem(WHOLE_FILE, 'no default export', `export default ${made}`)])
}

/** `line 3`, if the error says where in the file it is. */
const placeOf = (error: unknown, file: string): string => {
  const { message = '', stack = '' } = error instanceof Error ? error : {}
  const [, behind] = message.split(`${file}:`)
  const line = behind === undefined ? frameIn(stack, [file])?.split(':').at(-2) : String(Number.parseInt(behind, 10))
  return line === undefined ? WHOLE_FILE : `line ${line}`
}

const messageOf = (error: unknown): string => {
  if (!(error instanceof Error)) return `it throws ${String(error)}`
  const syntax = /ERROR: (.*)/.exec(error.message)?.[1]
  return syntax === undefined ? `${error.name}: ${error.message.split('\n')[0]}` : `a syntax error: ${syntax}`
}

/**
 * A file outside the package finds it by its name, as a file inside does; and is an ES module, whatever a package.json
 * near it says.
 */
const HOOK = `
const root = ${JSON.stringify(BUNDLE ?? new URL('../../', import.meta.url).href)}
const [designs, ending] = ${JSON.stringify(BUNDLE === undefined ? ['model/designs/', 'ts'] : ['designs/', 'js'])}
export const resolve = async (specifier, context, next) => {
  if (specifier === 'p2pdma-spec') return next(root + 'index.' + ending, context)
  const [, design] = /^p2pdma-spec\\/designs\\/([^?#]+)$/.exec(specifier) ?? []
  if (design !== undefined) return next(root + designs + design + '.' + ending, context)
  const found = await next(specifier, context)
  return /\\.ts(\\?|$)/.test(found.url) ? { ...found, format: 'module' } : found
}
`
let resolved = false
let typed = BUNDLE === undefined
const resolveOwnName = async (file: string): Promise<void> => {
  // A bundle needs no tsx, and a module in JavaScript neither. It comes first: the hook below speaks before it.
  if (!typed && !/\.[cm]?js$/.test(file)) {
    typed = true
    const tsx = await import('tsx/esm/api')
    tsx.register()
    resolved = false
  }
  if (resolved) return
  resolved = true
  register(`data:text/javascript,${encodeURIComponent(HOOK)}`)
}
