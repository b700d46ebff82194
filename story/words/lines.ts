/** Lines of a story: wrapped with a hanging indent, set beside a label, in columns, clipped in the middle. */

/** Columns that everything told fits into, unless it is told otherwise; only one word that is longer by itself goes beyond. */
export const COLUMNS = 80

let columns = COLUMNS
/** How wide whatever is told from now on may be. Who prints says it, once, before anything is told. */
export const tellWithin = (width: number): void => {
  columns = width
}
export const columnsTold = (): number => columns

/** Text of at most `width` columns whose first line stands behind `indent`, and the others behind `hang`. */
export const hanging = (text: string, indent: string, hang: string, width = columns): string => {
  const lines: string[] = []
  for (const word of text.trim().split(/\s+/)) {
    const line = lines.at(-1)
    if (line !== undefined && line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(`${line === undefined ? indent : hang}${word}`)
  }
  return lines.join('\n')
}

/** Lines of at most `width` columns, each behind `indent`. */
export const wrapped = (text: string, indent = '', width = columns): string => hanging(text, indent, indent, width)

/** Columns padded to their widest cell, two spaces between. */
export const table = (rows: readonly (readonly string[])[]): string => {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** `12 345 678` */
export const grouped = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ' ')

/** Every line behind two spaces. */
export const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')

/** `label` in a column of `width`, and `text` wrapped beside it; a label that is wider has a line to itself. */
export const beside = (label: string, text: string, indent: string, width: number): string => {
  const hang = `${indent}${' '.repeat(width)}  `
  if (label.length > width) return [indent + label, ...wrapped(text, hang).split('\n')].join('\n')
  return hanging(text, `${indent}${label.padEnd(width)}  `, hang)
}

/** The width of a column of labels: the widest, but never more than `most`. */
export const labelWidth = (labels: readonly string[], most: number): number =>
  Math.min(most, Math.max(0, ...labels.map((label) => label.length)))

/** At most `width` columns of a word, its ends kept. */
export const clipped = (text: string, width: number): string => {
  if (text.length <= width) return text
  const head = Math.ceil((width - 1) / 2)
  return `${text.slice(0, head)}…${text.slice(text.length - (width - 1 - head))}`
}

/** Rows whose `skipped` middle is left out and said so; all of them, if they are at most `most`. */
export const ends = <T>(
  rows: readonly T[],
  most: number,
): { first: readonly T[]; skipped: number; last: readonly T[] } =>
  rows.length <= most
    ? { first: rows, skipped: 0, last: [] }
    : { first: rows.slice(0, most - 2), skipped: rows.length - most, last: rows.slice(-2) }

/** `1 page`, `3 pages` */
export const counted = (n: number, thing: string): string => `${n} ${thing}${n === 1 ? '' : 's'}`

/** `a`, `a or b`, `a, b or c` */
export const listed = (words: readonly string[], last: string): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`

/**
 * A name out of a file as it can stand in a line: what would break the line, or speak to the terminal, is written as
 * JavaScript writes it.
 */
export const printable = (name: string): string =>
  name.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
