/**
 * Contents of memory, changed: written, copied, and gone. The truth is kept so (`Hw.contents`), and what was meant (`World.written`).
 */
import type { Bytes, Contents, Tag, Written } from '../machine/contents.ts'

/** Where bytes begin. */
type At = Omit<Bytes, 'length'>

/** The part of a row that lies in `[start, end)`. */
const part = (row: Written, start: number, end: number): Written => {
  const at = Math.max(row.at, start)
  return { ...row, at, length: Math.min(row.at + row.length, end) - at, from: row.from + at - row.at }
}

/** No bytes touch nothing. */
const touches = (row: Written, { owner, at, length }: Bytes): boolean =>
  length > 0 && row.owner === owner && row.at < at + length && at < row.at + row.length

const continues = (next: Written, row: Written): boolean =>
  next.owner === row.owner &&
  next.by === row.by &&
  next.at === row.at + row.length &&
  next.from === row.from + row.length

/** The rows of these bytes, in order. */
export const rowsIn = (contents: Contents, bytes: Bytes): Written[] =>
  contents.filter((row) => touches(row, bytes)).map((row) => part(row, bytes.at, bytes.at + bytes.length))

/** Nobody has written these bytes. */
export const erased = (contents: Contents, bytes: Bytes): Contents => {
  if (!contents.some((row) => touches(row, bytes))) return contents
  const end = bytes.at + bytes.length
  return contents.flatMap((row) => {
    if (!touches(row, bytes)) return [row]
    const rests = [part(row, row.at, bytes.at), part(row, end, row.at + row.length)]
    return rests.filter(({ length }) => length > 0)
  })
}

/** These rows over what was there. */
const over = (contents: Contents, rows: readonly Written[]): Contents => {
  const all = [...rows.reduce(erased, contents), ...rows].toSorted((a, b) => a.owner - b.owner || a.at - b.at)
  const joined: Written[] = []
  for (const row of all) {
    const last = joined.at(-1)
    if (last !== undefined && continues(row, last))
      joined[joined.length - 1] = { ...last, length: last.length + row.length }
    else joined.push(row)
  }
  return joined
}

/** A step writes these bytes. */
export const stored = (contents: Contents, bytes: Bytes, { by, from }: Tag): Contents => {
  const { owner, at, length } = bytes
  return length === 0 ? contents : over(contents, [{ owner, at, length, by, from }])
}

/** `length` bytes copied from one place to another, those that nobody wrote as well. */
export const copied = (contents: Contents, from: At, to: At, length: number): Contents => {
  const rows = rowsIn(contents, { ...from, length })
  const there = rows.map((row) => ({ ...row, owner: to.owner, at: to.at + row.at - from.at }))
  return over(erased(contents, { ...to, length }), there)
}

/** Nobody has written the BARs of these functions. */
export const emptied = (contents: Contents, functions: readonly number[]): Contents =>
  contents.some(({ owner }) => functions.includes(owner))
    ? contents.filter(({ owner }) => !functions.includes(owner))
    : contents
