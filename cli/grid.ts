/** A table of signs: rows down, narrow columns across; what is too wide is cut into several. */

/** A head, then a cell for each row. */
export type Column = readonly string[]

/** As few tables as fit into so many columns, each with all labels. */
export const grid = (labels: readonly string[], columns: readonly Column[], width: number): string[] => {
  const label = Math.max(...labels.map((text) => text.length))
  return fitting(columns.map(padded), width - label).map((part) =>
    ['', ...labels]
      .map((text, row) => [text.padEnd(label), ...part.map((cells) => cells[row])].join(' ').trimEnd())
      .join('\n'),
  )
}

const padded = (cells: Column): Column => {
  const width = Math.max(...cells.map((cell) => cell.length))
  return cells.map((cell) => cell.padEnd(width))
}

/** Columns in as few groups as fit, each with a space before every column; one that fits nowhere has a group to itself. */
const fitting = (columns: readonly Column[], width: number): Column[][] => {
  const groups: Column[][] = []
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
