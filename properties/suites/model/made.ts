/**
 * Designs made for one test, and what they answer.
 */
import type { Choose } from '../../../model/choose.ts'
import { design, type Design, type EntryPoints } from '../../../model/kernel/design.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import { compile } from '../../../model/scenario/file.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import type { Outcome } from '../../../model/outcome.ts'
import { run } from '../../../spec/judge.ts'

export const made = (entryPoints: Partial<EntryPoints<null>>): Design =>
  design<null>({ id: 'made', summary: 'for this test', sources: [] }, { boot: null, ...entryPoints })
export const ask = (of: Design, machine: MachineFile, steps: StepFile[], choose: Choose = () => 0): Outcome[] =>
  run(of, compile({ machine, steps }), choose).map(({ outcome }) => outcome)
