/**
 * Looks side by side, in threads. Which thread had a look, and when, leaves no trace: the answers are put in the
 * order of the looks.
 */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Design } from '../model/kernel/design.ts'
import type { ScenarioFile } from '../model/scenario.ts'
import type { Rule } from '../spec/rule.ts'
import { cost } from './cost.ts'
import type { Look, Looked, Seen } from './look.ts'
import { NOTHING_OUTSIDE, type Outside } from './outside.ts'
import type { Blame } from './thrown.ts'
import type { Answer, Setting, Task } from './worker.ts'

/** Plain JavaScript, so that the thread can register the loader before the first TypeScript. */
const START = `
import { register } from ${JSON.stringify(import.meta.resolve('tsx/esm/api'))}
register()
await import(${JSON.stringify(new URL('worker.ts', import.meta.url).href)})
`

/** Told while looks are under way. */
export interface Listener {
  /** So many scenarios of the look have been run. */
  readonly ran?: (look: Look, runs: number) => void
  /** A cell, as `DESIGN RULE`, is broken that no look under way or done had broken. */
  readonly broke?: (cell: string) => void
  readonly done?: (looked: Looked) => void
}

export interface Threads extends Listener {
  readonly workers?: number
  readonly outside?: Outside
  /** Ends every look under way; what is known by then is the answer. */
  readonly signal?: AbortSignal
  /** Cases of random and script looks are written here, one file a look. */
  readonly log?: ((look: Look) => string | undefined) | undefined
}

/** A look that was ended before its time: some of what it broke, and nothing of what it kept. */
export interface Partial extends Looked {
  readonly partial: true
}
export const isPartial = (looked: Looked): boolean => 'partial' in looked

/** A design or a rule has thrown. */
export class Blamed extends Error {
  readonly blame: Blame
  constructor(blame: Blame) {
    super(`${blame.who}: ${blame.message}`)
    this.blame = blame
  }
}

/** `lookHere`, in threads: for rules and designs that the folders hold, or files outside. */
export const lookInThreads =
  (threads: Threads = {}) =>
  async (looks: readonly Look[], rules: readonly Rule[], designs: readonly Design[]): Promise<Looked[]> => {
    const { outside = NOTHING_OUTSIDE, signal, workers: most = availableParallelism() } = threads
    const ids = { rules: rules.map(({ id }) => id), designs: designs.map(({ id }) => id) }
    // The longest first, so that no thread is left alone with one at the end; before them what people thought of.
    const waiting = looks
      .map((look, index): Task => ({ index, look, ...ids, log: threads.log?.(look) }))
      .toSorted((a, b) => urgency(b.look) - urgency(a.look))
    const answers = new Map<number, Looked>()
    const setting: Setting = { outside }
    const start = new URL(`data:text/javascript,${encodeURIComponent(START)}`)
    const workers = Array.from(
      { length: signal?.aborted ? 0 : Math.min(most, looks.length) },
      () => new Worker(start, { workerData: setting }),
    )
    try {
      await Promise.race([
        Promise.all(workers.map((worker) => work(worker, waiting, answers, threads, rules))),
        aborted(signal),
      ])
    } finally {
      await Promise.all(workers.map((worker) => worker.terminate()))
    }
    return [...answers].toSorted(([a], [b]) => a - b).map(([, looked]) => looked)
  }

const urgency = (look: Look): number => (look.driver === 'script' ? Infinity : cost(look))

/** Gives the worker one look after the other, until none is left. */
const work = (
  worker: Worker,
  waiting: Task[],
  answers: Map<number, Looked>,
  { ran, broke, done }: Listener,
  rules: readonly Rule[],
): Promise<void> =>
  new Promise((finished, failed) => {
    let task: Task | undefined
    let broken: Seen[] = []
    const next = (): void => {
      task = waiting.shift()
      broken = []
      if (task === undefined) return finished()
      answers.set(task.index, partly(task.look, 0, []))
      worker.postMessage(task)
    }
    worker.on('error', failed)
    worker.on('message', (answer: Answer) => {
      const { look, index } = task!
      if (answer.kind === 'thrown') return failed(new Blamed(answer.blame))
      if (answer.kind === 'looked') {
        answers.set(index, answer.looked)
        done?.(answer.looked)
        return next()
      }
      broken.push(...answer.broken.flatMap(([cell, file]) => seenBroken(cell, file, rules)))
      answers.set(index, partly(look, answer.runs, broken))
      ran?.(look, answer.runs)
      for (const [cell] of answer.broken) broke?.(cell)
    })
    next()
  })

const partly = (look: Look, runs: number, cells: readonly Seen[]): Partial => ({
  look,
  runs,
  kinds: {},
  drawn: new Set(),
  cells: [...cells],
  happened: {},
  partial: true,
})

/** Of an `exists` rule a scenario without a witness says nothing yet. */
const seenBroken = (cell: string, file: ScenarioFile, rules: readonly Rule[]): Seen[] => {
  const [design, id] = cell.split(' ')
  const rule = rules.find((one) => one.id === id)
  if (rule === undefined || rule.kind === 'exists') return []
  return [{ rule: id, design, fired: 1, broken: 1, least: file, own: undefined, without: {} }]
}

const aborted = (signal: AbortSignal | undefined): Promise<void> =>
  new Promise((stop) => {
    if (signal?.aborted) stop()
    signal?.addEventListener('abort', () => stop(), { once: true })
  })
