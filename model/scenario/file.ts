/**
 * The one file format: a machine and what is done to it, in the kernel's words.
 *
 * A litmus test, a counterexample and a command-line input are this; `spec/litmus.ts` adds what is
 * expected of the outcome. Names are resolved here, once; from then on functions are indices.
 */
import type * as t from 'io-ts'
import { machineFile } from '../machine/file.ts'
import { layOut } from '../machine/layout.ts'
import type { Machine } from '../machine/columns.ts'
import { list, record } from '../machine/fields.ts'
import type { Operation, StepFile } from '../operations/index.ts'
import { placeInBlocks } from '../schedule/block.ts'
import { compileStep, contextAfter, stepFile } from '../operations/steps.ts'

export const scenarioFields = { machine: machineFile, steps: list(stepFile) }
export const scenarioFile = record(scenarioFields)
export type ScenarioFile = t.TypeOf<typeof scenarioFile>

export interface Scenario {
  readonly machine: Machine
  readonly operations: readonly Operation[]
}

/** Resolves names and lays out addresses of a file that is known to be right. */
export const compile = (file: ScenarioFile): Scenario => compileOn(layOut(file.machine), file.steps)

/** {@link compile} for steps on a machine that was laid out before. */
export const compileOn = (machine: Machine, steps: readonly StepFile[]): Scenario => {
  const context = contextAfter(machine, steps)
  const operations = steps.map((step) => compileStep(step, context))
  placeInBlocks(operations)
  return { machine, operations }
}
