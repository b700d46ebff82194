/**
 * A process that looks and shrinks: takes tasks from `pool.ts`, one at a time, and answers what they come to.
 */
import { Worker as Thread } from 'node:worker_threads'
import { designs, mutants } from '../../model/designs/index.ts'
import type { Design } from '../../model/kernel/design.ts'
import type { ScenarioFile } from '../../model/scenario/file.ts'
import { LITMUS_FOLDER, loadFolder } from '../../spec/files/library.ts'
import type { Rule } from '../../spec/rule.ts'
import { rules } from '../../spec/rules/index.ts'
import { caseLog } from '../check/case-log.ts'
import { take, type Look, type Looked } from '../search/look.ts'
import type { Case } from '../search/visit.ts'
import { joinAll, type Outside } from '../outside/load.ts'
import { fromPlain, shrunk, type PlainShrinking } from '../search/shrinking.ts'
import { blame, thrownIn, type Blame } from '../outside/thrown.ts'

/** What all tasks have in common. */
export interface Setting {
  readonly outside: Outside
}

/** Rules and designs are code and cannot be sent: the worker has its own, and is told which by name. */
export type Task = Looking | ({ readonly kind: 'shrink' } & PlainShrinking)

interface Looking {
  readonly kind: 'look'
  readonly look: Look
  readonly rules: readonly string[]
  readonly designs: readonly string[]
  /** Where to write a line for each case. */
  readonly log: string | undefined
}

export type Answer =
  | { readonly kind: 'looked'; readonly looked: Looked }
  | { readonly kind: 'shrunk'; readonly file: ScenarioFile }
  | { readonly kind: 'thrown'; readonly blame: Blame }
  /** So far; `broken`: cells, as `DESIGN RULE`, that are news since the last one, and what shows each. */
  | { readonly kind: 'so far'; readonly runs: number; readonly broken: readonly (readonly [string, ScenarioFile])[] }

/** Milliseconds between two answers of one look. */
const PAUSE = 250

const answer = (value: Answer): void => void process.send!(value)

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

const have = (task: Task): void => {
  try {
    answer(task.kind === 'look' ? looked(task) : shrunkTo(task))
  } catch (error) {
    const thrown = thrownIn(error)
    if (thrown === undefined) throw error
    const [ruleIds, designIds] =
      task.kind === 'look' ? [task.rules, task.designs] : [[task.rule], [task.design, task.keptBy ?? task.design]]
    answer({ kind: 'thrown', blame: blame(thrown, rulesIn(ruleIds), designsIn(designIds)) })
  }
}

const rulesIn = (ids: readonly string[]): Rule[] => rules.filter(({ id }) => ids.includes(id))
const designsIn = (ids: readonly string[]): Design[] => [...designs, ...mutants].filter(({ id }) => ids.includes(id))

const looked = ({ look, rules: ruleIds, designs: designIds, log }: Looking): Answer => {
  const [watched, asked] = [rulesIn(ruleIds), designsIn(designIds)]
  const lines = log === undefined ? undefined : caseLog(log, look, watched, asked)
  const tell = telling()
  const follow = (one: Case): void => {
    lines?.write(one)
    tell(one)
  }
  // The lines are all there before the look is said to be done: then the process may be ended.
  try {
    const litmus = look.driver === 'script' ? loadFolder(LITMUS_FOLDER).map(({ litmus }) => litmus) : []
    return { kind: 'looked', looked: take(look, watched, asked, litmus, follow) }
  } finally {
    lines?.close()
  }
}

const shrunkTo = (task: PlainShrinking): Answer => ({
  kind: 'shrunk',
  file: shrunk(fromPlain(task, rules, [...designs, ...mutants])),
})

// Ctrl-C reaches the whole group: whoever started us says what is known, and ends us.
process.on('SIGINT', () => {})
// Whoever started us was killed: we end, too, even in a design that never returns.
const ORPHANED = `const from = ${process.ppid}
setInterval(() => process.ppid === from || process.kill(process.pid, 'SIGKILL'), 500)`
new Thread(ORPHANED, { eval: true }).unref()
await joinAll((JSON.parse(process.argv[2]) as Setting).outside)
process.on('message', have)
