/** What the terminal is like: how wide a page is there, and whether a line can be written anew. */

/** Columns of the narrowest and the widest page: tables need the one, and nobody reads lines longer than the other. */
const [NARROWEST, WIDEST] = [60, 120]
const USUAL = 80
/** Columns of a terminal that the matrix of all designs fits into. */
export const TABLE = 100

type Environment = Readonly<Record<string, string | undefined>>

interface Stream {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
}

/** COLUMNS if it is a number, else what the terminal says; into a file or pipe the usual. */
export const pageWidth = (stream: Stream, env: Environment): number =>
  Math.min(Math.max(widthSaid(stream, env) ?? USUAL, NARROWEST), WIDEST)

/** The same for a table of signs, which is not read line by line: as wide as the terminal, and into a file or pipe 100. */
export const tableWidth = (stream: Stream, env: Environment): number =>
  Math.max(widthSaid(stream, env) ?? TABLE, NARROWEST)

const widthSaid = ({ isTTY, columns }: Stream, { COLUMNS: said = '' }: Environment): number | undefined => {
  if (/^[1-9]\d{0,5}$/.test(said)) return Number(said)
  return isTTY === true && columns !== 0 ? columns : undefined
}

/** Whether the cursor can be moved: not in a file, and not on a terminal that says it is dumb. */
export const canMove = ({ isTTY }: Stream, { TERM }: Environment): boolean => isTTY === true && TERM !== 'dumb'
