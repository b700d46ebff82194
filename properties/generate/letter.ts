/** A letter of the alphabets that sequences are drawn from: a step, by what was done before; undefined: there is nothing to do it to. */
import type { StepFile } from '../../model/operations/index.ts'

export type Letter = readonly [name: string, step: (before: readonly StepFile[]) => StepFile | undefined]

export const fixed = (name: string, step: StepFile): Letter => [name, () => step]

const FORKED = 1

/** Whether there is something to do it to: what it names is there, and so is the process. */
const isEnabled = ([, step]: Letter, before: readonly StepFile[]): boolean => {
  const next = step(before)
  if (next === undefined) return false
  const isOfChild = Object.values(next).some((words) => 'process' in words && words.process === FORKED)
  return !isOfChild || before.some(({ fork }) => fork !== undefined)
}

/** Which of an alphabet may come next; one that did not come yet is there three times, so that it is drawn as often as three others. */
export const nextLetters = (
  alphabet: readonly Letter[],
  before: readonly StepFile[],
  had: ReadonlySet<string>,
): readonly Letter[] => {
  const enabled = alphabet.filter((letter) => isEnabled(letter, before))
  const others = enabled.filter(([name]) => !had.has(name))
  return [...enabled, ...others, ...others]
}
