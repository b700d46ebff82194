/**
 * Rows: how many ranks below its link's upper end everything is drawn, so that no row is wider than a screen.
 *
 * What is below the ports of a switch stands below all of them: a frame is drawn around the ports, and nothing else may
 * stand beside them in it.
 */
import { KIND, ROOT, type Machine } from '../../model/machine/columns.ts'
import type { Below, Drawn } from './fold.ts'

/** Boxes in a row. */
const ACROSS = 6

interface Block {
  readonly width: number
  readonly height: number
}

/** Ranks between a drawn thing and what is above it, by its id. */
export type Ranks = ReadonlyMap<string, number>

export const idOf = (drawn: Drawn): string => (typeof drawn === 'number' ? `f${drawn}` : drawn.id)

export const ranksOf = (m: Machine, below: Below): Ranks => {
  const ranks = new Map<string, number>()

  /** Sets things into rows, each `from` ranks down at least, `less` fewer where its parent is lower itself. */
  const pack = (all: readonly Drawn[], from: number, less: (one: Drawn) => number = () => 0): Block => {
    let [width, height, row, deepest, top] = [0, 0, 0, 0, from]
    for (const one of all) {
      const block = blockOf(one)
      if (row > 0 && row + block.width > ACROSS) {
        top += deepest
        ;[row, deepest] = [0, 0]
      }
      ranks.set(idOf(one), top - less(one))
      row += block.width
      deepest = Math.max(deepest, block.height)
      width = Math.max(width, row)
      height = top + deepest - from
    }
    return { width, height }
  }

  const blockOf = (one: Drawn): Block => {
    if (typeof one !== 'number') return { width: 1, height: 1 }
    const children = below(one)
    const { width, height } = m.kind[one] === KIND.switchUp ? packSwitch(children) : pack(children, 1)
    return { width: Math.max(1, width), height: 1 + height }
  }

  const packSwitch = (ports: readonly Drawn[]): Block => {
    const rows = Math.ceil(ports.length / ACROSS)
    const rowOf = new Map<Drawn, number>()
    ports.forEach((port, i) => {
      rowOf.set(port, 1 + Math.floor(i / ACROSS))
      ranks.set(idOf(port), 1 + Math.floor(i / ACROSS))
    })
    const ends = ports.flatMap((port) =>
      typeof port === 'number' ? below(port).map((one) => [one, port] as const) : [],
    )
    const portOf = new Map(ends)
    const under = pack(
      ends.map(([one]) => one),
      rows + 1,
      (one) => rowOf.get(portOf.get(one)!)!,
    )
    return { width: Math.max(Math.min(ports.length, ACROSS), under.width), height: rows + under.height }
  }

  pack(below(ROOT), 1)
  return ranks
}
