/**
 * Who does the work of a check: looks, and shrinks what they found. Here, or in other processes (`workers.ts`): the
 * answers are the same.
 */
import type { Design } from '../../model/kernel/design.ts'
import type { ScenarioFile } from '../../model/scenario/file.ts'
import type { Litmus } from '../../spec/litmus.ts'
import type { Rule } from '../../spec/rule.ts'
import { take, type Look, type Looked } from './look.ts'
import { shrunk, type Shrinking } from './shrinking.ts'

export interface Crew {
  /** Has every look; of a search that was ended those that were had, or a part of one. */
  readonly look: (looks: readonly Look[], rules: readonly Rule[], designs: readonly Design[]) => Promise<Looked[]>
  /** What each shrinks to; undefined: the search was ended before. `told` hears how many are done. */
  readonly shrink: (
    tasks: readonly Shrinking[],
    told: (done: number) => void,
  ) => Promise<readonly (ScenarioFile | undefined)[]>
  /** Lets everybody go. */
  readonly end: () => Promise<void>
}

/** One after the other, in this process; a script goes through `litmus`. */
export const here = (litmus: readonly Litmus[]): Crew => ({
  look: async (looks, rules, designs) => looks.map((look) => take(look, rules, designs, litmus)),
  shrink: async (tasks, told) =>
    tasks.map((task, i) => {
      const file = shrunk(task)
      told(i + 1)
      return file
    }),
  end: async () => {},
})
