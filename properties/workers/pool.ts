/**
 * Processes that take one task after the other, the most urgent first.
 *
 * Each keeps one processor busy and no other. V8 could collect garbage and compile in threads of its own. A worker that is
 * alone is a fifth faster with them; workers side by side are slower by more than that (bench/README.md).
 */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { NOTHING_OUTSIDE, type Outside } from '../outside/load.ts'
import { Blamed } from '../outside/blame.ts'
import { BUNDLE } from '../../spec/files/where.ts'
import type { WorkerMessage, Setting, Task } from './worker.ts'

const FLAGS = [
  // Sources are TypeScript; a bundle is not.
  ...(BUNDLE === undefined ? [`--import=${import.meta.resolve('tsx')}`] : ['--enable-source-maps']),
  '--single-threaded',
  // A run leaves much garbage: a larger nursery is collected less often.
  '--max-semi-space-size=64',
]

const startWorker = (setting: Setting): ChildProcess =>
  fork(
    BUNDLE === undefined ? new URL('worker.ts', import.meta.url) : new URL('worker.js', BUNDLE),
    [JSON.stringify(setting)],
    {
      execArgv: FLAGS,
      serialization: 'advanced',
    },
  )

export interface Places {
  /** The most processes at once. */
  readonly workers?: number
  /** Files whose designs and rules each process takes in. */
  readonly outside?: Outside
  /** Ends whatever is under way; what is known by then is the answer. */
  readonly signal?: AbortSignal
}

/** A task for a worker, and what is called as it goes on. */
interface Job {
  readonly task: Task
  /** The largest goes first. */
  readonly urgency: number
  readonly begun: () => void
  /** Whether that was the last of it. */
  readonly hear: (message: WorkerMessage) => boolean
}

interface Waiting extends Job {
  readonly finished: () => void
  readonly failed: (error: Error) => void
}

interface Pool {
  readonly ask: (job: Job) => Promise<void>
  readonly end: () => Promise<void>
}

/** They start when there is something to do. */
export const poolOf = ({ workers: most = availableParallelism(), outside = NOTHING_OUTSIDE, signal }: Places): Pool => {
  const waiting: Waiting[] = []
  const under = new Map<ChildProcess, Waiting>()
  const idle: ChildProcess[] = []
  const all: ChildProcess[] = []
  const goOn = (worker: ChildProcess): void => {
    const first = waiting.reduce((a, b) => (b.urgency > a.urgency ? b : a), waiting[0])
    if (first === undefined) return void idle.push(worker)
    waiting.splice(waiting.indexOf(first), 1)
    under.set(worker, first)
    first.begun()
    worker.send(first.task)
  }
  /** A task whose worker is lost fails. */
  const lost = (worker: ChildProcess, why: Error): void => {
    under.get(worker)?.failed(why)
    under.delete(worker)
    for (const workers of [all, idle]) if (workers.includes(worker)) workers.splice(workers.indexOf(worker), 1)
  }
  const start = (): void => {
    const worker = startWorker({ outside })
    all.push(worker)
    worker.on('error', (error) => lost(worker, error))
    worker.on('exit', () =>
      lost(worker, new Error('a worker ended by itself; accepted: designs and rules that return')),
    )
    worker.on('message', (message: WorkerMessage) => {
      const job = under.get(worker)!
      if (message.kind === 'thrown') return job.failed(new Blamed(message.blame))
      if (!job.hear(message)) return
      under.delete(worker)
      job.finished()
      goOn(worker)
    })
    goOn(worker)
  }
  const end = async (): Promise<void> =>
    void (await Promise.all(
      all.splice(0).map((worker) => {
        const gone = once(worker, 'exit')
        worker.kill('SIGKILL')
        return gone
      }),
    ))
  signal?.addEventListener('abort', () => void end(), { once: true })
  return {
    ask: (job) =>
      new Promise((finished, failed) => {
        if (signal?.aborted) return
        waiting.push({ ...job, finished, failed })
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
