/**
 * How far a check is: on a terminal one line that is written anew, in a log a line now and then. To standard error:
 * it is no result, and every number in it is a measurement.
 */
import type { Look } from '../../properties/search/look.ts'
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

export const progressOf = (
  looks: readonly Look[],
  screen: Screen = process.stderr,
  now: () => number = Date.now,
): Progress => {
  const start = now()
  const runs = new Map<Look, number>()
  const under = { runs: 0, cost: 0, done: 0 }
  const all = looks.reduce((sum, look) => sum + cost(look), 0)
  let broken = ''
  let last = screen.isTTY ? -Infinity : start
  const say = (text: () => string): void => {
    if (now() - last < (screen.isTTY ? PAUSE_TERMINAL : PAUSE_LOG)) return
    last = now()
    screen.write(screen.isTTY ? `\r${text().slice(0, (screen.columns ?? 80) - 1)}\u001B[K` : `${text()}\n`)
  }
  const count = (look: Look, so: number): void => {
    const news = so - (runs.get(look) ?? 0)
    runs.set(look, so)
    under.runs += news
    under.cost += news * (cost(look) / Math.max(look.runs ?? cost(look), 1))
  }
  const line = (): string => {
    const seconds = Math.max((now() - start) / 1000, 0.001)
    const left = (seconds * (all - under.cost)) / Math.max(under.cost, 1)
    return [
      `${under.done} of ${looks.length} looks`,
      `${grouped(under.runs)} runs`,
      `${grouped(Math.round(under.runs / seconds))} runs/s`,
      `about ${duration(left)} left`,
      ...(broken === '' ? [] : [`broken last: ${broken}`]),
    ].join(', ')
  }
  const nameOf = new Map<string, Look>(looks.map((look) => [JSON.stringify(look), look]))
  const ours = (look: Look): Look => nameOf.get(JSON.stringify(look)) ?? look
  return {
    ran: (look, so) => {
      count(ours(look), so)
      say(line)
    },
    broke: (cell) => {
      broken = cell.split(' ').toReversed().join(' ')
    },
    done: (looked) => {
      const look = ours(looked.look)
      count(look, looked.runs)
      // Twins are left out of an enumeration: its end comes sooner than its count.
      under.cost += Math.max(cost(look) - costSoFar(look, looked.runs), 0)
      under.done++
      say(line)
    },
    judged: (done, cells) => say(() => `what was found: ${done} of ${cells}`),
    end: () => {
      if (screen.isTTY) screen.write('\r\u001B[K')
    },
  }
}

const costSoFar = (look: Look, runs: number): number => runs * (cost(look) / Math.max(look.runs ?? cost(look), 1))

/** `1 h 2 min`, `2 min 5 s`, `5 s` */
export const duration = (seconds: number): string => {
  const s = Math.ceil(seconds)
  if (s >= 3600) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`
  return s >= 60 ? `${Math.floor(s / 60)} min ${s % 60} s` : `${s} s`
}
