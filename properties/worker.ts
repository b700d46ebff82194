/**
 * A thread that looks: takes looks from `pool.ts`, one at a time, and answers what it saw.
 */
import { parentPort } from 'node:worker_threads'
import { designs, mutants } from '../model/designs/index.ts'
import { rules } from '../spec/rules/index.ts'
import { take, type Look } from './look.ts'

/** Rules and designs are code and cannot be sent: the worker has its own, and is told which by name. */
export interface Task {
  readonly index: number
  readonly look: Look
  readonly designs: readonly string[]
}

parentPort!.on('message', ({ index, look, designs: ids }: Task) => {
  const asked = [...designs, ...mutants].filter(({ id }) => ids.includes(id))
  parentPort!.postMessage({ index, looked: take(look, rules, asked) })
})
