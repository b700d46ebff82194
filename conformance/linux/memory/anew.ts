/** A recording's script played anew: where the live kernel answers otherwise than the recorded one. */
import type { Script } from '../../memory/script.ts'
import type { Played } from './listen.ts'

export interface Otherwise {
  readonly line: number
  readonly step: string
  readonly recorded: string
  readonly live: string
}

export interface Compared {
  readonly answers: number
  readonly differences: readonly Otherwise[]
}

const NOTHING = 'no answer'

/** `!oops` names what the kernel logged when it killed the process: that it did is the answer. */
const comparable = (answer: string): string => (answer.startsWith('killed') ? 'killed' : answer)

/** Every answer of the recording, and what was left, against those of now. */
export const compareAnew = ({ steps, left }: Script, played: Played): Compared => {
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
