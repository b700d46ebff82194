/** Tables for people: columns as wide as they have to be, numbers to the right. */

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const all = [head, ...rows]
  const width = head.map((_, c) => Math.max(...all.map((row) => row[c].length)))
  const line = (row: readonly string[]): string =>
    `  ${row.map((cell, c) => (c === 0 ? cell.padEnd(width[c]) : cell.padStart(width[c]))).join('  ')}`.trimEnd()
  return [line(head), line(width.map((w) => '-'.repeat(w))), ...rows.map(line)].join('\n')
}

/** Three significant digits, thousands apart. */
export const count = (value: number): string => {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 2)
  return String(Math.round(value / unit) * unit).replaceAll(/\B(?=(\d{3})+$)/g, ' ')
}
export const exact = (value: number): string => String(value).replaceAll(/\B(?=(\d{3})+$)/g, ' ')
export const times = (ratio: number): string => `${ratio < 10 ? Number(ratio.toPrecision(2)) : ratio.toFixed(0)}x`
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
