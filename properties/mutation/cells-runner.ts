/**
 * What Stryker is given to ask what a check alone notices: `cells.ts` in the place of the suites.
 */
import { appendFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { commonTokens, declareClassPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin'
import type { StrykerOptions } from '@stryker-mutator/api/core'
import { MutantRunStatus, type MutantRunOptions, type MutantRunResult } from '@stryker-mutator/api/test-runner'
import { ModelTestRunner } from './runner.ts'
import type { Ask } from './tests.ts'

/** Of each file of the mutants, the first that a cell notices. Those after it are not asked, and count as survivors. */
class CellsTestRunner extends ModelTestRunner {
  static override readonly inject = tokens(commonTokens.options)
  readonly #noticed = new Set<string>()

  constructor(options: StrykerOptions) {
    super(options)
  }

  protected override async load(): Promise<Ask[]> {
    // Of the copy whose code is mutated.
    const copy = (await import(pathToFileURL(`${process.cwd()}/properties/mutation/cells.ts`).href)) as {
      readonly cellAsks: () => Ask[]
    }
    return copy.cellAsks()
  }

  override async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { fileName, location, mutatorName, replacement } = options.activeMutant
    if (this.#noticed.has(fileName)) return { status: MutantRunStatus.Survived, nrOfTests: 0 }
    const result = await super.mutantRun(options)
    if (result.status !== MutantRunStatus.Killed) return result
    this.#noticed.add(fileName)
    const where = `${fileName.slice(fileName.indexOf('model/'))}:${location.start.line + 1}`
    const row = [where, mutatorName, replacement.replaceAll(/\s+/g, ' '), result.failureMessage, result.killedBy]
    const { P2PSPEC_NOTICED: into = 'noticed.txt' } = process.env
    appendFileSync(into, `${row.join(' | ')}\n`)
    return result
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'cells', CellsTestRunner)]
