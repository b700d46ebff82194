/** A table of signs: rows down, narrow columns across; what is too wide is cut into several. */

export interface Column {
  /** A design's alias or release, or a name. */
  readonly head: string
  readonly cells: readonly string[]
}

/** How heads are written, and the least width of a column with the blank behind it. A sign of two takes the blank where that is 2. */
const WAYS: readonly { readonly write: (head: string) => readonly string[]; readonly least?: 2 }[] = [
  { write: (head) => [head] },
  { write: (head) => fromTop(head) },
  { write: (head) => byLetter(head) },
  { write: (head) => byLetter(head), least: 2 },
]

/**
 * As few tables as fit into so many columns, each with all labels; heads go from top to bottom where that makes fewer, and letter
 * by letter where that makes fewer still.
 */
export const grid = (labels: readonly string[], columns: readonly Column[], width: number): string[] => {
  const label = Math.max(...labels.map((text) => text.length))
  const written = WAYS.map(({ write, least }) => {
    const heads = columns.map(({ head }) => write(head))
    const height = Math.max(...heads.map((lines) => lines.length))
    const empty = (count: number): string[] => Array.from({ length: count }, () => '')
    const whole = columns.map(({ cells }, i) =>
      padded([...heads[i], ...empty(height - heads[i].length), ...cells], least),
    )
    return { above: empty(height), groups: fitting(whole, width - label - (least === undefined ? 0 : 1)) }
  })
  const fewest = Math.min(...written.map(({ groups }) => groups.length))
  const { above, groups } = written.find((one) => one.groups.length === fewest)!
  return groups.map((part) =>
    [...above, ...labels]
      .map((text, row) => `${text.padEnd(label)} ${part.map((cells) => cells[row]).join('')}`.trimEnd())
      .join('\n'),
  )
}

const ALIAS = /^(?:(D)(\d+)([a-z])?|(\d+\.)(\d+))$/

/** `D20b` as `D`, `20`, `b`, and a release as its two numbers; a name stays as it is. */
const fromTop = (head: string): readonly string[] =>
  ALIAS.exec(head)
    ?.slice(1)
    .filter((line) => line !== undefined) ?? [head]

/** As narrow as a sign can be. */
const byLetter = (head: string): readonly string[] => (ALIAS.test(head) ? head.split('') : [head])

/** Each with the blank behind it. */
const padded = (cells: readonly string[], least: 2 | undefined): string[] => {
  const widest = Math.max(...cells.map((cell) => cell.length))
  return cells.map((cell) => cell.padEnd(least === undefined ? widest + 1 : Math.max(least, widest)))
}

/** Columns in as few groups as fit; one that fits nowhere has a group to itself. A blank behind the last stands for that before the first. */
const fitting = (columns: readonly (readonly string[])[], width: number): (readonly string[])[][] => {
  const groups: (readonly string[])[][] = []
  let used = Infinity
  for (const column of columns) {
    const more = column[0].length
    if (used + more > width) {
      groups.push([])
      used = 0
    }
    groups.at(-1)!.push(column)
    used += more
  }
  return groups
}
