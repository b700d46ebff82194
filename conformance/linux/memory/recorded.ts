/** What a guest answered to a script, as a recording. */
import type { Played } from './listen.ts'

/** The text of a `mem-*.txt`. */
export const recordingOf = (seed: number, kernel: string, { steps, answers, left, over }: Played): string =>
  [
    `# seed ${seed} linux ${kernel}`,
    ...steps.flatMap((step, i) => [`> ${step}`, `= ${answers[i]}`]),
    ...(left === undefined ? [] : [left]),
    over ? 'END' : 'END abort',
    '',
  ].join('\n')
