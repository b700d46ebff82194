/**
 * How far a check is: on a terminal one line that is written anew, in a log a line now and then. To standard error:
 * it is no result, and every number in it is a measurement.
 */
import { canMove } from '../terminal.ts'
import type { Sweep } from '../../properties/search/sweep.ts'
import { cost } from '../../properties/search/cost.ts'
import type { Listener } from '../../properties/workers/workers.ts'
import { grouped } from '../../story/words/lines.ts'

/** Milliseconds between two lines: on a terminal, in a log. */
const PAUSE_TERMINAL = 200
const PAUSE_LOG = 10_000

/** Where progress is written, and the time, in milliseconds. */
export interface Screen {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  readonly write: (text: string) => unknown
}

export interface Progress extends Required<Listener> {
  readonly judged: (done: number, all: number) => void
  /** Leaves the line as it is, and says no more. */
  readonly end: () => void
}

const ownScreen = (): Screen => {
  const { stderr, env } = process
  return { isTTY: canMove(stderr, env), columns: stderr.columns, write: (text) => stderr.write(text) }
}

/** The part of all work after which its rate says something: before, workers are still loading. */
const ENOUGH = 0.1

export const progressOf = (
  sweeps: readonly Sweep[],
  screen: Screen = ownScreen(),
  now: () => number = Date.now,
): Progress => {
  const start = now()
  const runs = new Map<Sweep, number>()
  const under = { runs: 0, cost: 0, done: 0 }
  const all = sweeps.reduce((sum, sweep) => sum + cost(sweep), 0)
  let broken = ''
  let began: { readonly at: number; readonly cost: number } | undefined
  let last = screen.isTTY ? -Infinity : start
  const say = (text: () => string): void => {
    if (now() - last < (screen.isTTY ? PAUSE_TERMINAL : PAUSE_LOG)) return
    last = now()
    screen.write(screen.isTTY ? `\r${text().slice(0, (screen.columns ?? 80) - 1)}\u001B[K` : `${text()}\n`)
  }
  const count = (sweep: Sweep, so: number): void => {
    const news = so - (runs.get(sweep) ?? 0)
    runs.set(sweep, so)
    under.runs += news
    under.cost += news * (cost(sweep) / Math.max(sweep.runs ?? cost(sweep), 1))
    began ??= { at: now(), cost: under.cost }
  }
  const line = (): string => {
    const seconds = Math.max((now() - start) / 1000, 0.001)
    // Work begins when the first worker has said something: loading it is no rate.
    const { at, cost: before } = began ?? { at: now(), cost: under.cost }
    const worked = under.cost - before
    const left = ((now() - at) / 1000) * ((all - under.cost) / Math.max(worked, 1))
    return [
      `${under.done} of ${sweeps.length} sweeps`,
      `${grouped(under.runs)} runs`,
      `${grouped(Math.round(under.runs / seconds))} runs/s`,
      ...(worked < ENOUGH * all ? [] : [`about ${duration(left)} left`]),
      ...(broken === '' ? [] : [`broken last: ${broken}`]),
    ].join(', ')
  }
  const nameOf = new Map<string, Sweep>(sweeps.map((sweep) => [JSON.stringify(sweep), sweep]))
  const ours = (sweep: Sweep): Sweep => nameOf.get(JSON.stringify(sweep)) ?? sweep
  return {
    ran: (sweep, so) => {
      count(ours(sweep), so)
      say(line)
    },
    broke: (cell) => {
      broken = cell.split(' ').toReversed().join(' ')
    },
    done: (result) => {
      const sweep = ours(result.sweep)
      count(sweep, result.runs)
      // Twins are left out of an enumeration: its end comes sooner than its count.
      under.cost += Math.max(cost(sweep) - costSoFar(sweep, result.runs), 0)
      under.done++
      say(line)
    },
    judged: (done, cells) => say(() => `${done} of ${cells} results examined`),
    end: () => {
      if (screen.isTTY) screen.write('\r\u001B[K')
    },
  }
}

const costSoFar = (sweep: Sweep, runs: number): number => runs * (cost(sweep) / Math.max(sweep.runs ?? cost(sweep), 1))

/** `1 h 2 min`, `2 min 5 s`, `5 s` */
export const duration = (seconds: number): string => {
  const s = Math.ceil(seconds)
  if (s >= 3600) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`
  return s >= 60 ? `${Math.floor(s / 60)} min ${s % 60} s` : `${s} s`
}
