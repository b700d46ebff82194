/**
 * A thread that looks: takes looks from `pool.ts`, one at a time, and answers what it saw.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { designs, mutants } from '../model/designs/index.ts'
import type { ScenarioFile } from '../model/scenario.ts'
import { rules } from '../spec/rules/index.ts'
import { caseLog } from './case-log.ts'
import { take, type Look, type Looked } from './look.ts'
import type { Case } from './visit.ts'
import { joinAll, type Outside } from './outside.ts'
import { blame, thrownIn, type Blame } from './thrown.ts'

/** What all tasks have in common. */
export interface Setting {
  readonly outside: Outside
}

/** Rules and designs are code and cannot be sent: the worker has its own, and is told which by name. */
export interface Task {
  readonly index: number
  readonly look: Look
  readonly rules: readonly string[]
  readonly designs: readonly string[]
  /** Where to write a line for each case. */
  readonly log: string | undefined
}

export type Answer =
  | { readonly kind: 'looked'; readonly looked: Looked }
  | { readonly kind: 'thrown'; readonly blame: Blame }
  /** So far; `broken`: cells, as `DESIGN RULE`, that are news since the last one, and what shows each. */
  | { readonly kind: 'so far'; readonly runs: number; readonly broken: readonly (readonly [string, ScenarioFile])[] }

/** Milliseconds between two answers of one look. */
const PAUSE = 250

const answer = (value: Answer): void => parentPort!.postMessage(value)

/** Tells of a look under way, now and then. */
const telling = (): ((one: Case) => void) => {
  const known = new Set<string>()
  let broken: [string, ScenarioFile][] = []
  let runs = 0
  let last = Date.now()
  return ({ file, broken: cells }) => {
    runs++
    for (const cell of cells)
      if (!known.has(cell)) {
        known.add(cell)
        broken.push([cell, file])
      }
    const now = Date.now()
    if (now - last < PAUSE) return
    answer({ kind: 'so far', runs, broken })
    broken = []
    last = now
  }
}

const have = ({ look, rules: ruleIds, designs: designIds, log }: Task): void => {
  const asked = [...designs, ...mutants].filter(({ id }) => designIds.includes(id))
  const watched = rules.filter(({ id }) => ruleIds.includes(id))
  const lines = log === undefined ? undefined : caseLog(log, look, watched, asked)
  const tell = telling()
  const follow = (one: Case): void => {
    lines?.write(one)
    tell(one)
  }
  // The lines are all there before the look is said to be done: then the thread may be ended.
  const looked = (): Looked => {
    try {
      return take(look, watched, asked, follow)
    } finally {
      lines?.close()
    }
  }
  try {
    answer({ kind: 'looked', looked: looked() })
  } catch (error) {
    const thrown = thrownIn(error)
    if (thrown === undefined) throw error
    answer({ kind: 'thrown', blame: blame(thrown, watched, asked) })
  }
}

await joinAll((workerData as Setting).outside)
parentPort!.on('message', have)
