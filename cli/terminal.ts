/** What the terminal is like: how wide a page is there, and whether a line can be written anew. */

/** Columns of the narrowest and the widest page: tables need the one, and nobody reads lines longer than the other. */
const [NARROWEST, WIDEST] = [60, 120]
const USUAL = 80

type Environment = Readonly<Record<string, string | undefined>>

interface Stream {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
}

/** COLUMNS if it is a number, else what the terminal says; into a file or pipe the usual. */
export const pageWidth = ({ isTTY, columns }: Stream, { COLUMNS: said = '' }: Environment): number => {
  const width = /^[1-9]\d{0,5}$/.test(said) ? Number(said) : isTTY === true && columns !== 0 ? columns : undefined
  return Math.min(Math.max(width ?? USUAL, NARROWEST), WIDEST)
}

/** Whether the cursor can be moved: not in a file, and not on a terminal that says it is dumb. */
export const canMove = ({ isTTY }: Stream, { TERM }: Environment): boolean => isTTY === true && TERM !== 'dumb'
