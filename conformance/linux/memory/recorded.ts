/** What a guest answered to a script, as a recording. */
import type { Played } from './listen.ts'

/** The text of a `mem-*.txt`. */
export const recordingOf = (seed: number, kernel: string, played: Played): string =>
  recordingUnder(`# seed ${seed} linux ${kernel}`, played)

export const recordingUnder = (header: string, { steps, answers, left, over }: Played): string =>
  [
    header,
    ...steps.flatMap((step, i) => [`> ${step}`, `= ${answers[i]}`]),
    ...(left === undefined ? [] : [left]),
    over ? 'END' : 'END abort',
    '',
  ].join('\n')
