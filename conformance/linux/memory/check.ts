/** Scripts that nobody wrote, played by Linux and judged by the model; what differs is shrunk and kept. */
import type { Difference } from '../../judge.ts'
import type { Designs } from '../../memory/judge.ts'
import { TAMPERED } from '../../memory/tampered.ts'
import { ROOT_FOLDER, relative } from '../../../spec/files/library.ts'
import { makeFolder, writeWhole } from '../../../spec/files/write.ts'
import { playAll } from './guest.ts'
import { answersIn, firstDifference, liveOf, type Live } from './judged.ts'
import { controls, scriptsOf } from './scripts.ts'
import { shrink } from './shrink.ts'

/** Where differences are kept: a recording each, for `p2pspec judge`. */
const FOUND = `${ROOT_FOLDER}found/linux`
/** Ways to differ that are shrunk and shown. */
const SHOWN = 3

export interface Telling {
  readonly say: (text: string) => void
  readonly progress: (text: string) => void
}

const wayOf = ({ question, linux, model }: Difference): string =>
  [question.replace(/^2 /, '').split(' ')[0], linux, model].join(' ').replaceAll(/\d+/g, 'n').slice(0, 60)

/** Answers whether model and Linux agree, and every tampered model was noticed. */
export const checkMemory = async (
  cache: string,
  kernel: string,
  count: number,
  seed: number,
  { say, progress }: Telling,
): Promise<boolean> => {
  const scripts = [...controls(), ...scriptsOf(count, seed)]
  const { played, boots } = await playAll(cache, scripts, (n) => progress(`${n}/${scripts.length}`))
  progress('')
  const inOrder = [...played].toSorted(([a], [b]) => a - b)
  const troubled = inOrder.filter(([, { trouble }]) => trouble !== undefined)
  for (const [, { steps, trouble }] of troubled)
    say(`in trouble: ${trouble}\n${steps.map((step) => `  ${step}`).join('\n')}`)
  const lives = inOrder.filter((one) => !troubled.includes(one)).map(([i, one]) => liveOf(i, kernel, one))
  const answers = lives.reduce((sum, live) => sum + answersIn(live), 0)
  say(`${scripts.length} scripts of seed ${seed} in ${boots} boots, ${answers} answers compared`)
  const differing = lives.filter((live) => firstDifference(live) !== undefined)
  const ways = new Map(differing.map((live) => [wayOf(firstDifference(live)!), live]))
  say(`${differing.length} scripts with differences, in ${ways.size} ways`)
  for (const live of [...ways.values()].slice(0, SHOWN)) await shrinkAndKeep(cache, kernel, live, { say, progress })
  const missed = TAMPERED.filter(([, , designs]) => !lives.some((live) => notices(live, designs)))
  say(`${TAMPERED.length - missed.length} of ${TAMPERED.length} tampered models noticed`)
  for (const [broken] of missed) say(`  NOT NOTICED: ${broken}`)
  return differing.length + troubled.length + missed.length === 0 && answers > 0
}

/** A broken model may come to a state that no code of it expects: that is noticed, too. */
const notices = (live: Live, designs: Designs): boolean => {
  try {
    return firstDifference(live, designs) !== undefined
  } catch {
    return true
  }
}

const shrinkAndKeep = async (cache: string, kernel: string, live: Live, { say, progress }: Telling): Promise<void> => {
  const least = await shrink(cache, kernel, live, (steps) => progress(`shrinking: ${steps} steps`))
  progress('')
  const { question, linux, model } = firstDifference(least)!
  const path = `${FOUND}/mem-${least.script.steps.length}-${question.split(' ')[0]}-${Date.now() % 100000}.txt`
  makeFolder('linux:memory', FOUND)
  writeWhole('linux:memory', path, least.text)
  say(`\n${relative(path)}\n${least.script.steps.map(({ text }) => `  ${text}`).join('\n')}`)
  say(`  ${question}\n    Linux: ${linux}\n    model: ${model}`)
}
