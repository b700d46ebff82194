/**
 * Looks side by side, in as many threads as there are processors. Which thread had a look, and when, leaves no
 * trace: the answers are put in the order of the looks.
 */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Design } from '../model/kernel/design.ts'
import type { Rule } from '../spec/rule.ts'
import type { Look, Looked } from './look.ts'
import type { Task } from './worker.ts'

/** Plain JavaScript, so that the thread can register the loader before the first TypeScript. */
const START = `
import { register } from ${JSON.stringify(import.meta.resolve('tsx/esm/api'))}
register()
await import(${JSON.stringify(new URL('worker.ts', import.meta.url).href)})
`

/** `lookHere`, in threads: for rules and designs that the folders hold. */
export const lookInThreads =
  (done: (look: Look) => void) =>
  async (looks: readonly Look[], _: readonly Rule[], designs: readonly Design[]): Promise<Looked[]> => {
    const waiting: Task[] = looks.map((look, index) => ({ index, look, designs: designs.map(({ id }) => id) }))
    const answers: Looked[] = []
    const work = (worker: Worker): Promise<void> =>
      new Promise((finished, failed) => {
        const next = (): void => {
          const task = waiting.shift()
          if (task === undefined) finished()
          else worker.postMessage(task)
        }
        worker.on('error', failed)
        worker.on('message', ({ index, looked }: { index: number; looked: Looked }) => {
          answers[index] = looked
          done(looked.look)
          next()
        })
        next()
      })
    const start = new URL(`data:text/javascript,${encodeURIComponent(START)}`)
    const workers = Array.from({ length: Math.min(availableParallelism(), looks.length) }, () => new Worker(start))
    try {
      await Promise.all(workers.map(work))
    } finally {
      await Promise.all(workers.map((worker) => worker.terminate()))
    }
    return answers
  }
