/**
 * The work of a check: running sweeps, and shrinking what they found. It is done in this process or in others
 * (`workers.ts`); the answers are the same.
 */
import type { Design } from '../../model/kernel/design.ts'
import type { ScenarioFile } from '../../model/scenario/file.ts'
import type { Rule } from '../../spec/rule.ts'
import { runSweep, type Sweep, type SweepResult } from './sweep.ts'
import { shrunk, type Shrinking } from './shrinking.ts'

export interface Searcher {
  /** Has every sweep; of a search that was ended those that were had, or a part of one. */
  readonly sweep: (
    sweeps: readonly Sweep[],
    rules: readonly Rule[],
    designs: readonly Design[],
  ) => Promise<SweepResult[]>
  /** What each shrinks to; undefined: the search was ended before. `told` hears how many are done. */
  readonly shrink: (
    tasks: readonly Shrinking[],
    told: (done: number) => void,
  ) => Promise<readonly (ScenarioFile | undefined)[]>
  /** Ends the processes, if there are any. */
  readonly end: () => Promise<void>
}

/** One after the other, in this process; a script goes through `script`. */
export const inThisProcess = (script: readonly ScenarioFile[]): Searcher => ({
  sweep: async (sweeps, rules, designs) => sweeps.map((sweep) => runSweep(sweep, rules, designs, script)),
  shrink: async (tasks, told) =>
    tasks.map((task, i) => {
      const file = shrunk(task)
      told(i + 1)
      return file
    }),
  end: async () => {},
})
