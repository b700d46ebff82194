/**
 * A process that runs sweeps and shrinks: it takes tasks from `pool.ts`, one at a time, and sends back the results.
 */
import { Worker as Thread } from 'node:worker_threads'
import { designs, mutants } from '../../model/designs/index.ts'
import type { Design } from '../../model/kernel/design.ts'
import type { ScenarioFile } from '../../model/scenario/file.ts'
import type { Rule } from '../../spec/rule.ts'
import { rules } from '../../spec/rules/index.ts'
import { caseLog } from '../check/case-log.ts'
import { runSweep, type Sweep, type SweepResult } from '../search/sweep.ts'
import type { Case } from '../search/visit.ts'
import { isOutside, joinAll, type Outside } from '../outside/load.ts'
import { fromPlain, shrunk, type PlainShrinking } from '../search/shrinking.ts'
import { Blamed, blame, type Blame } from '../outside/blame.ts'
import { forbidChance } from '../outside/repeat.ts'
import { rehearse } from '../outside/steady.ts'
import { thrownIn } from '../outside/thrown.ts'

/** What all tasks have in common. */
export interface Setting {
  readonly outside: Outside
}

/** Rules and designs are code and cannot be sent: the worker has its own, and is told which by name. */
export type Task = SweepTask | ({ readonly kind: 'shrink' } & PlainShrinking)

interface SweepTask {
  readonly kind: 'sweep'
  readonly sweep: Sweep
  readonly rules: readonly string[]
  readonly designs: readonly string[]
  /** What a script goes through: read once, by whoever sends the task. */
  readonly script: readonly ScenarioFile[]
  /** Where to write a line for each case. */
  readonly log: string | undefined
}

export type WorkerMessage =
  /** `unlogged`: why its log is not whole. */
  | { readonly kind: 'swept'; readonly result: SweepResult; readonly unlogged?: string }
  | { readonly kind: 'shrunk'; readonly file: ScenarioFile }
  | { readonly kind: 'thrown'; readonly blame: Blame }
  /** So far; `broken`: cells, as `DESIGN RULE`, that are news since the last one, and what shows each. */
  | { readonly kind: 'so far'; readonly runs: number; readonly broken: readonly (readonly [string, ScenarioFile])[] }

/** Milliseconds between two messages of one sweep. */
const PAUSE = 250

const send = (message: WorkerMessage): void => void process.send!(message)

/** Tells of a sweep under way, now and then. */
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
    send({ kind: 'so far', runs, broken })
    broken = []
    last = now
  }
}

const have = (task: Task): void => {
  try {
    send(task.kind === 'sweep' ? swept(task) : shrunkTo(task))
  } catch (error) {
    if (error instanceof Blamed) return send({ kind: 'thrown', blame: error.blame })
    const thrown = thrownIn(error)
    if (thrown === undefined) throw error
    const [ruleIds, designIds] =
      task.kind === 'sweep' ? [task.rules, task.designs] : [[task.rule], [task.design, task.keptBy ?? task.design]]
    send({ kind: 'thrown', blame: blame(thrown, rulesIn(ruleIds), designsIn(designIds)) })
  }
}

const rulesIn = (ids: readonly string[]): Rule[] => rules.filter(({ id }) => ids.includes(id))
const designsIn = (ids: readonly string[]): Design[] => [...designs, ...mutants].filter(({ id }) => ids.includes(id))

const swept = ({ sweep, rules: ruleIds, designs: designIds, script, log }: SweepTask): WorkerMessage => {
  const [watched, asked] = [rulesIn(ruleIds), designsIn(designIds)]
  const lines = log === undefined ? undefined : caseLog(log, sweep, watched, asked)
  const tell = telling()
  const follow = (one: Case): void => {
    lines?.write(one)
    tell(one)
  }
  let unlogged: string | undefined
  let result: SweepResult
  // The lines are all there before the sweep is said to be done: then the process may be ended.
  try {
    const outside = asked.filter(({ id }) => isOutside('design', id))
    if (outside.length > 0) rehearse(outside, watched, script)
    result = runSweep(sweep, watched, asked, script, follow)
  } finally {
    unlogged = lines?.close()
  }
  return { kind: 'swept', result, ...(unlogged === undefined ? {} : { unlogged }) }
}

const shrunkTo = (task: PlainShrinking): WorkerMessage => ({
  kind: 'shrunk',
  file: shrunk(fromPlain(task, rules, [...designs, ...mutants])),
})

// Ctrl-C reaches the whole group: whoever started us says what is known, and ends us.
process.on('SIGINT', () => {})
// If the parent is killed the worker ends, too, even in a design that never returns.
const ORPHANED = `const from = ${process.ppid}
setInterval(() => process.ppid === from || process.kill(process.pid, 'SIGKILL'), 500)`
new Thread(ORPHANED, { eval: true }).unref()
const { outside } = JSON.parse(process.argv[2]) as Setting
await joinAll(outside)
if ([...outside.designs, ...outside.rules, ...outside.operations].length > 0) forbidChance()
process.on('message', have)
