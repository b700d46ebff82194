/**
 * The test runner that Stryker is given (docs/mutation.md): suites are loaded once, and a mutant is judged by
 * calling the tests that reach it, the quickest first, until one fails.
 *
 * Stryker's own runner for vitest loads the model anew for each mutant, which takes seconds; the tests of one
 * mutant mostly take milliseconds. Two laws make one process safe for many mutants:
 *   1. A mutant is killed only by a test that passes again once it is switched off.
 *   2. A process in which a test does not pass again judges no further mutant: Stryker starts another.
 */
import { commonTokens, declareClassPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin'
import type { MutantCoverage, StrykerOptions } from '@stryker-mutator/api/core'
import {
  DryRunStatus,
  MutantRunStatus,
  TestStatus,
  type DryRunResult,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
} from '@stryker-mutator/api/test-runner'
import { failure, loadAsks, readTimes, writeTimes, type Ask, type Failure, type Times } from './tests.ts'

/** What instrumented code reads and writes, under Stryker's own name for it. */
interface Switchboard {
  activeMutant?: string | undefined
  currentTestId?: string | undefined
  hitCount?: number | undefined
  hitLimit?: number | undefined
  mutantCoverage?: MutantCoverage
}
const switchboard = ((globalThis as { __stryker__?: Switchboard }).__stryker__ ??= {})

/** `MUTATION_MOST`, in milliseconds: no mutant is asked by a test that takes longer. The score is then no higher than that of all. */
const MOST = Number(process.env['MUTATION_MOST'] ?? Infinity)
const SPOILT = 'an earlier mutant left something behind'
/** A dry run is not mutated: no test of it is endless. */
const ENDLESS = 600_000
/** Three times its time and five seconds, for the machine may be busy. */
const allowed = (took: number): number => 3 * took + 5000

export class ModelTestRunner implements TestRunner {
  static readonly inject = tokens(commonTokens.options)
  readonly #ignoresStatic: boolean
  #loaded: Promise<Ask[]> | undefined
  #times: Times = new Map()
  #judged = 0
  #isSpoilt = false

  constructor({ ignoreStatic }: StrykerOptions) {
    this.#ignoresStatic = ignoreStatic
  }

  /** Where mutants of what runs at load are ignored, nothing has to be loaded again. Else a new process does it. */
  capabilities() {
    return { reloadEnvironment: this.#ignoresStatic }
  }

  async dryRun(): Promise<DryRunResult> {
    const tests: TestResult[] = []
    for (const { id, file, body } of await this.#asks()) {
      switchboard.currentTestId = id
      const start = performance.now()
      const failed = await failure(body, ENDLESS)
      const shared = { id, name: id, fileName: file, timeSpentMs: performance.now() - start }
      switchboard.currentTestId = undefined
      if (failed === undefined) tests.push({ ...shared, status: TestStatus.Success })
      else tests.push({ ...shared, status: TestStatus.Failed, failureMessage: failed.message })
    }
    this.#times = new Map(tests.map(({ id, timeSpentMs }) => [id, timeSpentMs]))
    writeTimes(this.#times)
    const { mutantCoverage } = switchboard
    return { status: DryRunStatus.Complete, tests, ...(mutantCoverage && { mutantCoverage }) }
  }

  async mutantRun({
    activeMutant,
    mutantActivation,
    testFilter,
    hitLimit,
  }: MutantRunOptions): Promise<MutantRunResult> {
    if (this.#isSpoilt) throw new Error(SPOILT)
    const isStatic = mutantActivation === 'static'
    const mutated = { activeMutant: activeMutant.id, hitLimit }
    if (isStatic) Object.assign(switchboard, mutated)
    const wanted = new Set(testFilter)
    const all = (await this.#asks()).filter(({ id }) => testFilter === undefined || wanted.has(id))
    const asks = all.filter((test) => this.#took(test) <= MOST)
    const isFirst = this.#judged++ === 0
    let nrOfTests = 0
    for (const test of asks.toSorted((a, b) => this.#took(a) - this.#took(b))) {
      nrOfTests++
      Object.assign(switchboard, { ...mutated, hitCount: 0 })
      const failed = await failure(test.body, allowed(this.#took(test)))
      const isEndless = failed?.isTimeout === true || switchboard.hitCount! > (hitLimit ?? Infinity)
      if (!isStatic) Object.assign(switchboard, { activeMutant: undefined, hitCount: undefined, hitLimit: undefined })
      if (failed === undefined) continue
      // What is mutated at load cannot be switched off; Stryker ends such a process by itself.
      if (!isStatic) await this.#passesAgain(test, isFirst)
      return told(failed, test, isEndless, nrOfTests)
    }
    return { status: MutantRunStatus.Survived, nrOfTests }
  }

  /** The laws above. A process that had judged nothing before was clean, so its verdict counts once. */
  async #passesAgain(test: Ask, isFirst: boolean): Promise<void> {
    this.#isSpoilt = (await failure(test.body, allowed(this.#took(test)))) !== undefined
    if (this.#isSpoilt && !isFirst) throw new Error(SPOILT)
  }

  #took({ id }: Ask): number {
    return this.#times.get(id) ?? 0
  }

  /** What mutants are judged by. */
  protected load(): Promise<Ask[]> {
    return loadAsks()
  }

  #asks(): Promise<Ask[]> {
    if (this.#times.size === 0) this.#times = readTimes()
    return (this.#loaded ??= this.load())
  }
}

const told = ({ message }: Failure, test: Ask, isEndless: boolean, nrOfTests: number): MutantRunResult =>
  isEndless
    ? { status: MutantRunStatus.Timeout, reason: `${test.id}: ${message}` }
    : { status: MutantRunStatus.Killed, killedBy: [test.id], failureMessage: message, nrOfTests }

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'model', ModelTestRunner)]
