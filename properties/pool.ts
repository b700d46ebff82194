/**
 * Threads that take one task after the other, the most urgent first.
 */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { NOTHING_OUTSIDE, type Outside } from './outside.ts'
import type { Blame } from './thrown.ts'
import type { Answer, Setting, Task } from './worker.ts'

/** Plain JavaScript, so that the thread can register the loader before the first TypeScript. */
const START = `
import { register } from ${JSON.stringify(import.meta.resolve('tsx/esm/api'))}
register()
await import(${JSON.stringify(new URL('worker.ts', import.meta.url).href)})
`

export interface Places {
  /** The most threads at once. */
  readonly workers?: number
  /** Files whose designs and rules each thread takes in. */
  readonly outside?: Outside
  /** Ends whatever is under way; what is known by then is the answer. */
  readonly signal?: AbortSignal
}

/** A design or a rule has thrown. */
export class Blamed extends Error {
  readonly blame: Blame
  constructor(blame: Blame) {
    super(`${blame.who}: ${blame.message}`)
    this.blame = blame
  }
}

/** What a thread is asked, and who hears what it says. */
interface Asked {
  readonly task: Task
  /** The largest goes first. */
  readonly urgency: number
  readonly begun: () => void
  /** Whether that was the last of it. */
  readonly hear: (answer: Answer) => boolean
}

interface Waiting extends Asked {
  readonly finished: () => void
  readonly failed: (error: Error) => void
}

interface Pool {
  readonly ask: (asked: Asked) => Promise<void>
  readonly end: () => Promise<void>
}

/** The threads start when there is something to do. */
export const poolOf = ({ workers: most = availableParallelism(), outside = NOTHING_OUTSIDE, signal }: Places): Pool => {
  const waiting: Waiting[] = []
  const under = new Map<Worker, Waiting>()
  const idle: Worker[] = []
  const all: Worker[] = []
  const goOn = (worker: Worker): void => {
    const first = waiting.reduce((a, b) => (b.urgency > a.urgency ? b : a), waiting[0])
    if (first === undefined) return void idle.push(worker)
    waiting.splice(waiting.indexOf(first), 1)
    under.set(worker, first)
    first.begun()
    worker.postMessage(first.task)
  }
  /** Whoever waits for its answer gets none. */
  const lost = (worker: Worker, why: Error): void => {
    under.get(worker)?.failed(why)
    under.delete(worker)
    for (const workers of [all, idle]) if (workers.includes(worker)) workers.splice(workers.indexOf(worker), 1)
  }
  const start = (): void => {
    const setting: Setting = { outside }
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(START)}`), {
      workerData: setting,
      // A run leaves much behind that nobody needs again: larger nurseries are swept less often.
      resourceLimits: { maxYoungGenerationSizeMb: 128 },
    })
    all.push(worker)
    worker.on('error', (error) => lost(worker, error))
    worker.on('exit', () =>
      lost(worker, new Error('a thread ended by itself; accepted: designs and rules that return')),
    )
    worker.on('message', (answer: Answer) => {
      const asked = under.get(worker)!
      if (answer.kind === 'thrown') return asked.failed(new Blamed(answer.blame))
      if (!asked.hear(answer)) return
      under.delete(worker)
      asked.finished()
      goOn(worker)
    })
    goOn(worker)
  }
  const end = async (): Promise<void> => void (await Promise.all(all.splice(0).map((worker) => worker.terminate())))
  signal?.addEventListener('abort', () => void end(), { once: true })
  return {
    ask: (asked) =>
      new Promise((finished, failed) => {
        if (signal?.aborted) return
        waiting.push({ ...asked, finished, failed })
        // In a moment: whoever else asks now may have something more urgent.
        queueMicrotask(() => {
          const worker = idle.pop()
          if (worker !== undefined) goOn(worker)
          else if (all.length < most && waiting.length > 0) start()
        })
      }),
    end,
  }
}
