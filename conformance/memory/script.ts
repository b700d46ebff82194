/** `mem-*.txt`: a script over one process or two, or over page maps, with what a booted Linux answered at each step. */
import * as E from 'fp-ts/lib/Either.js'
import { problem, type Problem } from '../../model/problem.ts'
import { readStep, type ScriptStep } from './forms.ts'

export interface AnsweredStep extends ScriptStep {
  /** From 1: the line of the answer. */
  readonly line: number
  readonly answer: string
}

export interface Script {
  readonly kernel: string
  readonly steps: readonly AnsweredStep[]
  /** Device memory that was left in use; undefined: the script did not come to its end. */
  readonly left: { readonly line: number; readonly answer: string } | undefined
}

const HEADER = /^# seed \d+ linux (\S+)$/

export const isScript = (text: string): boolean => /^# seed \d+ linux /.test(text)

/** Words of an answer after which a script ends: the machine oopsed, or the step did not come back. */
const ENDS_IT = /^(?:killed|TIMEOUT)\b|!oops/

/** The script in a text, or what is wrong with it: a line that nobody knows is told. */
export const readScript = (text: string): E.Either<Problem[], Script> => {
  const lines = text.replaceAll('\r', '').split('\n')
  while (lines.at(-1) === '') lines.pop()
  const refuse = (i: number, accepted: string): E.Either<Problem[], never> =>
    E.left([problem(`line ${i + 1}`, JSON.stringify(lines[i] ?? ''), accepted)])
  const header = HEADER.exec(lines[0] ?? '')
  if (header === null) return refuse(0, '# seed N linux VERSION')
  const last = lines.length - 1
  if (lines[last] !== 'END' && lines[last] !== 'END abort') return refuse(last, 'END: the recording is cut')
  const steps: AnsweredStep[] = []
  let i = 1
  for (; i < last && !lines[i].startsWith('left '); i += 2) {
    if (!lines[i].startsWith('> ')) return refuse(i, 'a step: > ..')
    const step = readStep(lines[i].slice(2))
    if (E.isLeft(step)) return refuse(i, step.left)
    if (i + 1 >= last || !lines[i + 1].startsWith('= ')) return refuse(i + 1, 'an answer: = ..')
    steps.push({ ...step.right, line: i + 2, answer: lines[i + 1].slice(2) })
  }
  // A script that was ended early may have nothing left to say.
  if (lines[last] === 'END abort' && i === last) {
    if (!ENDS_IT.test(steps.at(-1)?.answer ?? '')) return refuse(last - 1, '= killed or = TIMEOUT')
    return E.right({ kernel: header[1], steps, left: undefined })
  }
  if (i !== last - 1) return refuse(Math.min(i + 1, last), i === last ? 'left ..' : 'END behind left')
  if (!/^left (?:none|\w+:\d+(?:[, ]\w+:\d+)*)$/.test(lines[i])) return refuse(i, 'left none, or a count for each map')
  return E.right({ kernel: header[1], steps, left: { line: i + 1, answer: lines[i] } })
}
