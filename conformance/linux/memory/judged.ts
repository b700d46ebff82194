/** A live script judged by the model, as far as both asked the same. */
import * as E from 'fp-ts/lib/Either.js'
import { judgeScript, type Designs } from '../../memory/judge.ts'
import { readScript, type Script } from '../../memory/script.ts'
import type { Difference } from '../../judge.ts'
import type { Played } from './listen.ts'
import { recordingOf } from './recorded.ts'

export interface Live {
  readonly text: string
  readonly script: Script
}

/** Steps that wait for a later one are not asked: the guest refuses what meets a migration entry, by a simple rule. */
const WAITS = /^(?:refused|TIMEOUT)\b/

export const liveOf = (seed: number, kernel: string, played: Played): Live => {
  const text = recordingOf(seed, kernel, played)
  const script = readScript(text)
  if (E.isLeft(script)) throw new Error(`the guest's answers are no recording: ${JSON.stringify(script.left)}\n${text}`)
  return { text, script: script.right }
}

/**
 * The first difference; what follows it follows from it. Where one side says that the step waits and the other did not try, nothing is
 * judged from there on.
 */
export const firstDifference = ({ script }: Pick<Live, 'script'>, designs?: Designs): Difference | undefined => {
  const [first] = judgeScript(script, designs).differences
  if (first === undefined) return undefined
  const isUnasked = first.linux === 'refused' || (WAITS.test(first.linux) && WAITS.test(first.model))
  return isUnasked ? undefined : first
}

/** How many answers were compared. */
export const answersIn = (live: Live, designs?: Designs): number => {
  const { answers, differences } = judgeScript(live.script, designs)
  return differences.length === 0 ? answers : live.script.steps.findIndex(({ line }) => line >= differences[0].line) + 1
}
