/** A letter of the alphabets that sequences are drawn from: a step, by what was done before; undefined: there is nothing to do it to. */
import type { StepFile } from '../../model/operations/index.ts'

export type Letter = readonly [name: string, step: (before: readonly StepFile[]) => StepFile | undefined]

export const fixed = (name: string, step: StepFile): Letter => [name, () => step]
