/**
 * A crew of processes. Which of them had a look, and when, leaves no trace: the answers are put in the order of what was
 * asked.
 */
import type { ScenarioFile } from '../../model/scenario/file.ts'
import type { Rule } from '../../spec/rule.ts'
import { cost } from '../search/cost.ts'
import type { Crew } from '../search/crew.ts'
import type { Look, Looked, Partial } from '../search/look.ts'
import type { Seen } from '../search/seen.ts'
import { poolOf, type Places } from './pool.ts'
import { plain } from '../search/shrinking.ts'
import type { Answer, Task } from './worker.ts'

/** Told while looks are under way. */
export interface Listener {
  /** So many scenarios of the look have been run. */
  readonly ran?: (look: Look, runs: number) => void
  /** A cell, as `DESIGN RULE`, is broken that this look had not broken yet. */
  readonly broke?: (cell: string) => void
  readonly done?: (looked: Looked) => void
}

export interface Workers extends Listener, Places {
  /** Cases of random and script looks are written here, one file a look. */
  readonly log?: ((look: Look) => string | undefined) | undefined
}

/** For rules and designs that the folders hold, or files outside. They start with the first task. */
export const workers = (setting: Workers = {}): Crew => {
  const { ran, broke, done, signal } = setting
  const pool = poolOf(setting)
  return {
    look: async (looks, rules, designs) => {
      const ids = { rules: rules.map(({ id }) => id), designs: designs.map(({ id }) => id) }
      const answers = new Map<number, Looked>()
      const have = (look: Look, index: number): Promise<void> => {
        let broken: Seen[] = []
        const hear = (answer: Answer): boolean => {
          if (answer.kind === 'looked') {
            answers.set(index, answer.looked)
            done?.(answer.looked)
          } else if (answer.kind === 'so far') {
            broken = [...broken, ...answer.broken.flatMap(([cell, file]) => seenBroken(cell, file, rules))]
            answers.set(index, partly(look, answer.runs, broken))
            ran?.(look, answer.runs)
            for (const [cell] of answer.broken) broke?.(cell)
          }
          return answer.kind !== 'so far'
        }
        const task: Task = { kind: 'look', look, ...ids, log: setting.log?.(look) }
        const begun = (): void => void answers.set(index, partly(look, 0, []))
        return pool.ask({ task, urgency: urgency(look), begun, hear })
      }
      await Promise.race([Promise.all(looks.map(have)), aborted(signal)])
      return [...answers].toSorted(([a], [b]) => a - b).map(([, looked]) => looked)
    },
    shrink: async (tasks, told) => {
      const files: (ScenarioFile | undefined)[] = tasks.map(() => undefined)
      let shrunk = 0
      const have = (task: Task, index: number): Promise<void> => {
        const hear = (answer: Answer): boolean => {
          if (answer.kind !== 'shrunk') return false
          files[index] = answer.file
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

/** The longest first, so that none is left alone with one at the end; before them what people thought of. */
const urgency = (look: Look): number => (look.driver === 'script' ? Infinity : cost(look))

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
