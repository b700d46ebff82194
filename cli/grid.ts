/** A table of signs: rows down, narrow columns across; what is too wide is cut into several. */

export interface Column {
  /** A design's alias or release, or a name. */
  readonly head: string
  readonly cells: readonly string[]
}

/** As few tables as fit into so many columns, each with all labels; heads go from top to bottom where that makes fewer. */
export const grid = (labels: readonly string[], columns: readonly Column[], width: number): string[] => {
  const label = Math.max(...labels.map((text) => text.length))
  const [flat, tall] = [(head: string) => [head], fromTop].map((write) => {
    const heads = columns.map(({ head }) => write(head))
    const height = Math.max(...heads.map((lines) => lines.length))
    const empty = (count: number): string[] => Array.from({ length: count }, () => '')
    const whole = columns.map(({ cells }, i) => padded([...heads[i], ...empty(height - heads[i].length), ...cells]))
    return { above: empty(height), groups: fitting(whole, width - label) }
  })
  const { above, groups } = tall.groups.length < flat.groups.length ? tall : flat
  return groups.map((part) =>
    [...above, ...labels]
      .map((text, row) => [text.padEnd(label), ...part.map((cells) => cells[row])].join(' ').trimEnd())
      .join('\n'),
  )
}

/** `D20b` as `D`, `20`, `b`, and a release as its two numbers: no wider than a sign. */
const fromTop = (head: string): readonly string[] => {
  const lines = /^(?:(D)(\d+)([a-z])?|(\d+\.)(\d+))$/.exec(head)?.slice(1)
  return lines === undefined ? [head] : lines.filter((line) => line !== undefined)
}

const padded = (cells: readonly string[]): string[] => {
  const width = Math.max(...cells.map((cell) => cell.length))
  return cells.map((cell) => cell.padEnd(width))
}

/** Columns in as few groups as fit, each with a space before every column; one that fits nowhere has a group to itself. */
const fitting = (columns: readonly (readonly string[])[], width: number): (readonly string[])[][] => {
  const groups: (readonly string[])[][] = []
  let used = Infinity
  for (const column of columns) {
    const more = column[0].length + 1
    if (used + more > width) {
      groups.push([])
      used = 0
    }
    groups.at(-1)!.push(column)
    used += more
  }
  return groups
}
