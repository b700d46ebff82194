/**
 * A searcher that is several processes. Which of them ran a sweep, and when, leaves no trace: the results are put in the
 * order of the sweeps.
 */
import type { ScenarioFile } from '../../model/scenario/file.ts'
import { ROOT_FOLDER, loadFolder } from '../../spec/files/library.ts'
import { scenarioOf } from '../../spec/litmus.ts'
import type { Rule } from '../../spec/rule.ts'
import { cost } from '../search/cost.ts'
import type { Searcher } from '../search/searcher.ts'
import type { Sweep, SweepResult, PartialSweep } from '../search/sweep.ts'
import type { Seen } from '../search/seen.ts'
import { poolOf, type Places } from './pool.ts'
import { plain } from '../search/shrinking.ts'
import type { WorkerMessage, Task } from './worker.ts'

/** Told while sweeps are under way. */
export interface Listener {
  /** So many scenarios of the sweep have been run. */
  readonly ran?: (sweep: Sweep, runs: number) => void
  /** A cell, as `DESIGN RULE`, is broken that this sweep had not broken yet. */
  readonly broke?: (cell: string) => void
  readonly done?: (result: SweepResult) => void
}

export interface Workers extends Listener, Places {
  /** Cases of random and script sweeps are written here, one file a sweep. */
  readonly log?: ((sweep: Sweep) => string | undefined) | undefined
  /** Told why cases could not be written there. */
  readonly unlogged?: ((why: string) => void) | undefined
}

/** For rules and designs that the folders hold, or files outside. They start with the first task. */
export const workers = (setting: Workers = {}): Searcher => {
  const { ran, broke, done, unlogged, signal } = setting
  const pool = poolOf(setting)
  return {
    sweep: async (sweeps, rules, designs) => {
      const ids = { rules: rules.map(({ id }) => id), designs: designs.map(({ id }) => id) }
      const results = new Map<number, SweepResult>()
      const have = (sweep: Sweep, index: number): Promise<void> => {
        let broken: Seen[] = []
        const hear = (message: WorkerMessage): boolean => {
          if (message.kind === 'swept') {
            results.set(index, message.result)
            done?.(message.result)
            if (message.unlogged !== undefined) unlogged?.(message.unlogged)
          } else if (message.kind === 'so far') {
            broken = [...broken, ...message.broken.flatMap(([cell, file]) => seenBroken(cell, file, rules))]
            results.set(index, partly(sweep, message.runs, broken))
            ran?.(sweep, message.runs)
            for (const [cell] of message.broken) broke?.(cell)
          }
          return message.kind !== 'so far'
        }
        const task: Task = { kind: 'sweep', sweep, ...ids, script: scriptOf(sweep), log: setting.log?.(sweep) }
        const begun = (): void => void results.set(index, partly(sweep, 0, []))
        return pool.ask({ task, urgency: urgency(sweep), begun, hear })
      }
      await Promise.race([Promise.all(sweeps.map(have)), aborted(signal)])
      return [...results].toSorted(([a], [b]) => a - b).map(([, result]) => result)
    },
    shrink: async (tasks, told) => {
      const files: (ScenarioFile | undefined)[] = tasks.map(() => undefined)
      let shrunk = 0
      const have = (task: Task, index: number): Promise<void> => {
        const hear = (message: WorkerMessage): boolean => {
          if (message.kind !== 'shrunk') return false
          files[index] = message.file
          told(++shrunk)
          return true
        }
        return pool.ask({ task, urgency: 0, begun: () => {}, hear })
      }
      const all = tasks.map((task): Task => ({ kind: 'shrink', ...plain(task) }))
      await Promise.race([Promise.all(all.map(have)), aborted(signal)])
      return files
    },
    end: pool.end,
  }
}

const scriptOf = ({ driver, scope }: Sweep): ScenarioFile[] =>
  driver === 'script' ? loadFolder(`${ROOT_FOLDER}${scope}`).map(({ litmus }) => scenarioOf(litmus.file)) : []

/** The longest first, so that none is left alone with one at the end; before them what people thought of. */
const urgency = (sweep: Sweep): number => (sweep.driver === 'script' ? Infinity : cost(sweep))

const partly = (sweep: Sweep, runs: number, cells: readonly Seen[]): PartialSweep => ({
  sweep,
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
