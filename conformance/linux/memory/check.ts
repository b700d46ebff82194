/** Scripts that nobody wrote, played by Linux and judged by the model; what differs is shrunk and kept. */
import type { Difference } from '../../judge.ts'
import type { Designs } from '../../memory/judge.ts'
import { tamperedOf } from '../../memory/tampered-7.3.ts'
import { ROOT_FOLDER, relative } from '../../../spec/files/library.ts'
import { makeFolder, writeWhole } from '../../../spec/files/write.ts'
import { hashOf } from '../guest/cache.ts'
import { playAll } from './guest.ts'
import { answersIn, firstDifference, liveOf, type Live } from './judged.ts'
import { controls, scriptsOf } from './scripts.ts'
import type { Played } from './listen.ts'
import { shrink, type Judging } from './shrink.ts'

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

export interface Checking extends Omit<Judging, 'play'> {
  readonly cache: string
  readonly count: number
  readonly seed: number
}

/** Answers whether model and Linux agree, and every tampered model was noticed. */
export const checkMemory = async (checking: Checking, { say, progress }: Telling): Promise<boolean> => {
  const { cache, count, seed, designs } = checking
  const play: Judging['play'] = async (some) => (await playAll(cache, some)).played
  const tampered = tamperedOf(checking.kernel)
  const scripts = [...controls(tampered), ...scriptsOf(count, seed)]
  const { played, boots } = await playAll(cache, scripts, (n) => progress(`${n}/${scripts.length}`))
  progress('')
  const { lives, troubled } = livesOf(checking.kernel, played)
  for (const { steps, trouble } of troubled)
    say(`in trouble: ${trouble}\n${steps.map((step) => `  ${step}`).join('\n')}`)
  const answers = lives.reduce((sum, live) => sum + answersIn(live, designs), 0)
  say(`${scripts.length} scripts of seed ${seed} in ${boots} boots, ${answers} answers compared`)
  const differing = lives.filter((live) => firstDifference(live, designs) !== undefined)
  const ways = new Map(differing.map((live) => [wayOf(firstDifference(live, designs)!), live]))
  say(`${differing.length} scripts with differences, in ${ways.size} ways`)
  for (const live of [...ways.values()].slice(0, SHOWN))
    await shrinkAndKeep({ ...checking, play }, live, { say, progress })
  const missed = tampered.filter(([, , broken]) => !lives.some((live) => notices(live, broken)))
  say(`${tampered.length - missed.length} of ${tampered.length} tampered models noticed`)
  for (const [broken] of missed) say(`  NOT NOTICED: ${broken}`)
  return differing.length + troubled.length + missed.length === 0 && answers > 0
}

/** What was played to its end, in the order asked, and what was not. */
const livesOf = (kernel: string, played: ReadonlyMap<number, Played>) => {
  const inOrder = [...played].toSorted(([a], [b]) => a - b)
  const troubled = inOrder.map(([, one]) => one).filter(({ trouble }) => trouble !== undefined)
  const lives = inOrder.filter(([, one]) => !troubled.includes(one)).map(([i, one]) => liveOf(i, kernel, one))
  return { lives, troubled }
}

/** A broken model may come to a state that no code of it expects: that is noticed, too. */
const notices = (live: Live, designs: Designs): boolean => {
  try {
    return firstDifference(live, designs) !== undefined
  } catch {
    return true
  }
}

const shrinkAndKeep = async (judging: Judging, live: Live, { say, progress }: Telling): Promise<void> => {
  const least = await shrink(judging, live, (steps) => progress(`shrinking: ${steps} steps`))
  progress('')
  const { question, linux, model } = firstDifference(least, judging.designs)!
  const steps = least.script.steps.map(({ text }) => text)
  const path = `${FOUND}/mem-${hashOf(...steps)}.txt`
  makeFolder('linux:memory', FOUND)
  writeWhole('linux:memory', path, least.text)
  say(`\n${relative(path)}\n${steps.map((text) => `  ${text}`).join('\n')}`)
  say(`  ${question}\n    Linux: ${linux}\n    model: ${model}`)
}
