/** `mem-*.txt`: a script over one process or two, or over page maps, with what a booted Linux answered at each step. */
import * as E from 'fp-ts/lib/Either.js'
import { problem, type Problem } from '../../model/problem.ts'
import { readStep, type ScriptStep } from './forms.ts'

/** A step, and what Linux said of it. */
export type Answered<S> = S & {
  /** From 1: the line of the answer. */
  readonly line: number
  readonly answer: string
}

/** Device memory that was left in use. */
export interface Left {
  readonly line: number
  readonly answer: string
}

export interface ScriptOf<S> {
  readonly kernel: string
  readonly steps: readonly Answered<S>[]
  /** undefined: the script did not come to its end. */
  readonly left: Left | undefined
}
export type Script = ScriptOf<ScriptStep>
export type AnsweredStep = Answered<ScriptStep>

/** How a kind of scripts is read: its first line, and each step. */
interface Reading<S> {
  /** Its first group is the kernel's version. */
  readonly header: RegExp
  readonly accepted: string
  readonly read: (text: string) => E.Either<string, S>
}

const HEADER = /^# seed \d+ linux (\S+)$/

export const isScript = (text: string): boolean => /^# seed \d+ linux /.test(text)

/** Words of an answer after which a script ends: the machine oopsed, or the step did not come back. */
const ENDS_IT = /^(?:killed|TIMEOUT)\b|!oops/

export const readScript = (text: string): E.Either<Problem[], Script> =>
  readLines(text, { header: HEADER, accepted: '# seed N linux VERSION', read: readStep })

/** The script in a text, or what is wrong with it: a line that nobody knows is told. */
export const readLines = <S>(
  text: string,
  { header: first, accepted, read }: Reading<S>,
): E.Either<Problem[], ScriptOf<S>> => {
  const lines = text.replaceAll('\r', '').split('\n')
  while (lines.at(-1) === '') lines.pop()
  const refuse = (i: number, instead: string): E.Either<Problem[], never> =>
    E.left([problem(`line ${i + 1}`, JSON.stringify(lines[i] ?? ''), instead)])
  const header = first.exec(lines[0] ?? '')
  if (header === null) return refuse(0, accepted)
  const last = lines.length - 1
  if (lines[last] !== 'END' && lines[last] !== 'END abort') return refuse(last, 'END: the recording is cut')
  const steps: Answered<S>[] = []
  let i = 1
  for (; i < last && !lines[i].startsWith('left '); i += 2) {
    if (!lines[i].startsWith('> ')) return refuse(i, 'a step: > ..')
    const step = read(lines[i].slice(2))
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
