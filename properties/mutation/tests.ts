/**
 * The suites as functions to call, loaded once: what `runner.ts` judges mutants by.
 *
 * Vitest's own runner collects them, and its `expect` judges; only its workers are left out.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { Script } from 'node:vm'
import { collectTests, getFn, type FileSpecification, type Suite, type Test, type VitestRunner } from '@vitest/runner'
import * as fc from 'fast-check'
import { writeWhole } from '../../spec/files/write.ts'

/** Suites of the model and of its judges. Those of the search and of the tree take long for what they find of a mutant. */
const FOLDERS: readonly (readonly [folder: string, recursive: boolean])[] = [
  ['properties/suites/hardware', true],
  ['properties/suites/kernel', true],
  ['properties/suites/model', true],
  ['properties/suites/spec', true],
  ['conformance', false],
  ['conformance/memory', false],
  ['conformance/races', false],
  ['conformance/linux/memory', false],
  ['counterexamples', false],
]
/** Laws of many designs at once: a score without them is no higher. */
const LEFT_OUT = ['litmus-laws', 'reuse']
/** Tests of a test, and laws that ask each design, or each side, the same: slow for what no other test finds. */
const LEFT_OUT_TESTS =
  /more than 256 buses|judge\.test\.ts#the judge |litmus tests under every design|as operations of a scenario and scripts that nobody wrote/

/** `MUTATION_SUITES`, a regular expression: only these files. The score is then no higher than that of all. */
const ONLY = new RegExp(process.env['MUTATION_SUITES'] ?? '')

export interface Ask {
  readonly id: string
  readonly file: string
  readonly body: () => Promise<void>
}

export interface Failure {
  readonly message: string
  /** The test was stopped. */
  readonly isTimeout: boolean
}

const suites = (): string[] =>
  FOLDERS.flatMap(([folder, recursive]) =>
    readdirSync(folder, { recursive, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  )
    .filter((file) => file.endsWith('.test.ts') && !LEFT_OUT.some((name) => file.endsWith(`/${name}.test.ts`)))
    .filter((file) => ONLY.test(file))
    .toSorted()

/** What vitest wants to know where it collects tests outside its own workers. */
const collector = (): VitestRunner => {
  const config = {
    root: process.cwd(),
    setupFiles: [],
    allowOnly: true,
    sequence: { shuffle: false, concurrent: false, seed: 1, hooks: 'stack', setupFiles: 'list' },
    maxConcurrency: 1,
    testTimeout: 3_600_000,
    hookTimeout: 3_600_000,
    retry: 0,
    tags: [],
    chaiConfig: {},
  }
  const worker = { config, environment: { name: 'node' }, ctx: {}, durations: {}, metaEnv: {} }
  Object.assign(globalThis, { __vitest_worker__: worker })
  return { config, pool: 'threads', importFile: (file: string) => import(pathToFileURL(file).href) } as never
}

const asksOf = (suite: Suite, path: readonly string[]): Ask[] =>
  suite.tasks.flatMap((task): Ask[] => {
    const names = [...path, task.name]
    if (task.type === 'suite') return asksOf(task, names)
    return task.mode === 'run' ? [ask(task, names.join(' '))] : []
  })

const ask = (test: Test, name: string): Ask => {
  const file = test.file.filepath.slice(process.cwd().length + 1)
  return { id: `${file}#${name}`, file, body: async () => getFn(test)() }
}

/** Every test of the suites; throws where a file cannot be loaded. */
export const loadAsks = async (): Promise<Ask[]> => {
  // A property that fails has killed the mutant: nobody wants its least counterexample.
  fc.configureGlobal({ endOnFailure: true, seed: 1 })
  const specs = suites().map((file): FileSpecification => ({
    filepath: `${process.cwd()}/${file}`,
    testLocations: undefined,
  }))
  const files = await collectTests(specs, collector())
  const broken = files.find(({ result }) => result?.state === 'fail')
  if (broken !== undefined) throw new Error(`${broken.filepath}: ${broken.result?.errors?.[0]?.message}`)
  return files.flatMap((file) => asksOf(file, [])).filter(({ id }) => !LEFT_OUT_TESTS.test(id))
}

const CALL = new Script('__mutation_body__()')

/** Why `body` fails, or undefined where it passes. A loop that has no end is stopped after `timeout` milliseconds. */
export const failure = async (body: () => Promise<void>, timeout: number): Promise<Failure | undefined> => {
  Object.assign(globalThis, { __mutation_body__: body })
  try {
    await (CALL.runInThisContext({ timeout: Math.ceil(timeout) }) as Promise<void>)
    return undefined
  } catch (error) {
    if (!(error instanceof Error)) return { message: String(error), isTimeout: false }
    return { message: error.message, isTimeout: 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' }
  }
}

/** How many milliseconds each test took in the dry run, by id; kept for the processes that did not make it. */
export type Times = ReadonlyMap<string, number>
const TIMES = 'mutation-times.json'
export const readTimes = (): Times =>
  new Map(existsSync(TIMES) ? (JSON.parse(readFileSync(TIMES, 'utf8')) as [string, number][]) : [])
export const writeTimes = (times: Times): void => writeWhole('mutation', TIMES, JSON.stringify([...times]))
