/** Steps beside each other, as they went: a column an actor, a row of a call a line, time downwards. */
import type { Outcome, RowTaken } from '../../model/outcome.ts'
import { clipped, columnsTold, counted, hanging, listed } from './lines.ts'

type Beside = Extract<Outcome, { kind: 'beside' }>

const INDENT = '  '

/** A row's name; with its table's where that is another one than the actor's row before was of. */
const cells = (rows: readonly RowTaken[]): string[] => {
  const tables = new Map<string, string>()
  return rows.map(({ actor, row }) => {
    const [table, label = ''] = row.split('.')
    const before = tables.get(actor)
    tables.set(actor, table)
    return before === table ? `  ${label}` : row
  })
}

/** Rows behind which an actor was not let on although it had not come to its end. */
const interruptions = (rows: readonly RowTaken[]): RowTaken[] =>
  rows.filter(
    ({ actor }, i) =>
      rows[i + 1] !== undefined &&
      rows[i + 1].actor !== actor &&
      rows.slice(i + 1).some((later) => later.actor === actor),
  )

/** Columns, and below them where it was decided: with fewer turns it does not end so. */
export const tellSchedule = ({ rows, turns }: Beside): string[] => {
  const actors = [...new Set(rows.map(({ actor }) => actor))]
  const width = Math.floor((columnsTold() - INDENT.length + 2) / Math.max(1, actors.length)) - 2
  const line = (actor: string, cell: string): string =>
    `${INDENT}${' '.repeat(actors.indexOf(actor) * (width + 2))}${clipped(cell, width)}`
  const head = actors.map((actor) => clipped(actor, width).padEnd(width)).join('  ')
  const told = cells(rows)
  const behind = interruptions(rows).map(({ actor, row }) => `${actor} is interrupted after ${row}`)
  const decided = `${counted(turns, 'turn')}, and no fewer: ${listed(behind, 'and')}`
  return [
    `${INDENT}${head}`.trimEnd(),
    ...rows.map(({ actor }, i) => line(actor, told[i])),
    ...(behind.length === 0 ? [] : [hanging(decided, INDENT, `${INDENT}${INDENT}`)]),
  ]
}
