/**
 * What Stryker is given to ask what a check alone notices: `cells.ts` in the place of the suites.
 */
import { existsSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { commonTokens, declareClassPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin'
import { MutantRunStatus, type MutantRunOptions, type MutantRunResult } from '@stryker-mutator/api/test-runner'
import { writeWhole } from '../../spec/files/write.ts'
import { ModelTestRunner } from './runner.ts'
import type { Ask } from './tests.ts'

/** A row for each file: where the mutant is, what it is, the cell, and the scenario that showed it (stryker.cells.config.mjs). */
const NOTICED = process.env['P2PSPEC_NOTICED'] ?? 'noticed.txt'

/** Of each file of the mutants, the first that a cell notices. Those after it are not asked, and count as survivors. */
class CellsTestRunner extends ModelTestRunner {
  static override readonly inject = tokens(commonTokens.options)
  /** What earlier processes of this run found: Stryker begins another where one came to nothing. */
  readonly #rows = existsSync(NOTICED) ? readFileSync(NOTICED, 'utf8').split('\n').slice(0, -1) : []

  protected override async load(): Promise<Ask[]> {
    // Of the copy whose code is mutated.
    const copy = (await import(pathToFileURL(`${process.cwd()}/properties/mutation/cells.ts`).href)) as {
      readonly cellAsks: () => Ask[]
    }
    return copy.cellAsks()
  }

  override async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { fileName, location, mutatorName, replacement } = options.activeMutant
    const file = fileName.slice(fileName.indexOf('model/'))
    if (this.#rows.some((row) => row.startsWith(`${file}:`))) return { status: MutantRunStatus.Survived, nrOfTests: 0 }
    const result = await super.mutantRun(options)
    if (result.status !== MutantRunStatus.Killed) return result
    const line = location.start.line + 1
    const became = replacement.replaceAll(/\s+/g, ' ')
    this.#rows.push([`${file}:${line}`, mutatorName, became, result.failureMessage, ...result.killedBy].join(' | '))
    writeWhole('mutation', NOTICED, this.#rows.map((row) => `${row}\n`).join(''))
    return result
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'cells', CellsTestRunner)]
