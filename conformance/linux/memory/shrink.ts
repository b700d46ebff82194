/** The least script of a difference: steps are left out as long as the live kernel still answers otherwise than the model. */
import type { Designs } from '../../memory/judge.ts'
import type { Script } from './guest.ts'
import { firstDifference, liveOf, type Live } from './judged.ts'
import type { Played } from './listen.ts'

/** Candidates of one boot. */
const MOST = 40

/** Runs of steps that may be left out, the longest first. */
const without = (steps: Script): Script[] => {
  const lengths = [8, 4, 2, 1].filter((length) => length < steps.length)
  return lengths.flatMap((length) =>
    steps.flatMap((_, at) => (at + length <= steps.length ? [steps.toSpliced(at, length)] : [])),
  )
}

/** Whether the same step still shows it. */
const kindOf = (question: string): string => question.replace(/^2 /, '').split(' ')[0]

/** Who answers what: the kernel, and the designs that are held against it. */
export interface Judging {
  readonly play: (scripts: readonly Script[]) => Promise<ReadonlyMap<number, Played>>
  readonly kernel: string
  readonly designs: Designs
}

export const shrink = async (judging: Judging, live: Live, tell: (steps: number) => void): Promise<Live> => {
  let least = live
  const shown = kindOf(firstDifference(live, judging.designs)!.question)
  for (;;) {
    const steps = least.script.steps.map(({ text }) => text)
    // What follows the difference shows nothing.
    const line = firstDifference(least, judging.designs)!.line
    const last = least.script.steps.findIndex((step) => step.line === line)
    const needed = last < 0 ? steps : steps.slice(0, last + 1)
    const candidates = [...(needed.length < steps.length ? [needed] : []), ...without(needed)]
    const found = await firstThatShows(judging, candidates, shown)
    if (found === undefined) return least
    least = found
    tell(least.script.steps.length)
  }
}

const firstThatShows = async (
  { play, kernel, designs }: Judging,
  candidates: readonly Script[],
  shown: string,
): Promise<Live | undefined> => {
  for (let at = 0; at < candidates.length; at += MOST) {
    const played = await play(candidates.slice(at, at + MOST))
    const lives = [...played]
      .toSorted(([a], [b]) => a - b)
      .filter(([, { trouble }]) => trouble === undefined)
      .map(([, one]) => liveOf(0, kernel, one))
    const found = lives.find((live) => {
      const difference = firstDifference(live, designs)
      return difference !== undefined && kindOf(difference.question) === shown
    })
    if (found !== undefined) return found
  }
  return undefined
}
