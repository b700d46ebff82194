/** A recording played anew: where the live kernel answers otherwise than the recorded one. */
import * as E from 'fp-ts/lib/Either.js'
import { judgeRace } from '../../races/judge.ts'
import { readRace } from '../../races/read.ts'
import type { Script } from '../../memory/script.ts'
import type { Played } from './listen.ts'
import { recordingUnder } from './recorded.ts'

export interface Otherwise {
  readonly line: number
  readonly step: string
  readonly recorded: string
  readonly live: string
  /** Of a race: all that some schedule answers. */
  readonly allowed?: readonly string[] | undefined
}

export interface Compared {
  readonly answers: number
  readonly differences: readonly Otherwise[]
}

/** What was recorded, and of which kind its file is. */
export interface Recorded {
  readonly script: Pick<Script, 'kernel' | 'steps' | 'left'>
  readonly isRace: boolean
}

const NOTHING = 'no answer'

/** `!oops` names what the kernel logged when it killed the process: that it did is the answer. */
const comparable = (answer: string): string => (answer.startsWith('killed') ? 'killed' : answer)

/** Every answer of the recording, and what was left, against those of now. */
const compareSteps = ({ steps, left }: Recorded['script'], played: Played): Compared => {
  const asked = steps.map(({ line, text, answer }, i) => ({
    line,
    step: text,
    recorded: comparable(answer),
    live: played.answers[i] ?? NOTHING,
  }))
  if (left !== undefined)
    asked.push({ line: left.line, step: 'left', recorded: left.answer, live: played.left ?? NOTHING })
  return { answers: asked.length, differences: asked.filter(({ recorded, live }) => recorded !== live) }
}

/**
 * A race may end in several ways, and one that was played anew may end in another: then the model says whether some schedule gives that.
 * What follows the first difference follows from it.
 */
export const compareAnew = ({ script, isRace }: Recorded, played: Played): Compared => {
  const compared = compareSteps(script, played)
  if (!isRace || compared.differences.length === 0) return compared
  const isWhole = played.left !== undefined || script.left === undefined
  const race = readRace(recordingUnder(`# race linux ${script.kernel}`, played))
  if (!isWhole || E.isLeft(race)) return { ...compared, differences: compared.differences.slice(0, 1) }
  const [first] = judgeRace(race.right).differences
  if (first === undefined) return { ...compared, differences: [] }
  const { line, question: step, linux: live, allowed } = first
  const recorded = compared.differences.find((one) => one.line === line)?.recorded ?? live
  return { ...compared, differences: [{ line, step, recorded, live, allowed }] }
}
