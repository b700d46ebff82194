/**
 * A file, or standard input, piece by piece: how it begins says what it is, and only then is the rest read. A tar of /sys may be
 * longer than what fits into memory, and standard input can be read once.
 */
import { WHOLE_FILE, problem } from '../../model/problem.ts'
import { STDIN, firstBytes, piecesOf, statOf } from '../../spec/files/read-text.ts'
import { BadFile } from '../../spec/problem.ts'

export interface Source {
  /** The first bytes, enough to know a tar that is packed. */
  readonly head: Buffer
  /** All of it, the head as well; it can be gone through once. */
  readonly pieces: Iterable<Buffer>
  /** In bytes, where that is known before it is read. */
  readonly size?: number
}

const PIECE = 2 ** 16

/** Throws BadFile where a file cannot be read. */
export const sourceAt = (file: string): Source =>
  file === STDIN
    ? sourceOf(piecesOf(file, true))
    : { head: firstBytes(file, PIECE), pieces: piecesOf(file, false), size: statOf(file).size }

/** Pipes hand out short pieces, so the head may be several. */
export const sourceOf = (pieces: Iterator<Buffer>): Source => {
  const begun: Buffer[] = []
  let length = 0
  for (let next = pieces.next(); next.done !== true; next = pieces.next()) {
    begun.push(next.value)
    length += next.value.length
    if (length >= PIECE) break
  }
  const head = Buffer.concat(begun)
  return { head, pieces: following(head, pieces) }
}

function* following(head: Buffer, rest: Iterator<Buffer>): Generator<Buffer> {
  yield head
  for (let next = rest.next(); next.done !== true; next = rest.next()) yield next.value
}

/** All pieces as one; throws BadFile where they are too many. */
export const atMost = (file: string, most: number, { pieces, size = 0 }: Source): Buffer => {
  const tooLong = (found: string): BadFile => new BadFile(file, [problem(WHOLE_FILE, found, `at most ${most} bytes`)])
  if (size > most) throw tooLong(`${size} bytes`)
  const read: Buffer[] = []
  let length = 0
  for (const piece of pieces) {
    read.push(piece)
    length += piece.length
    if (length > most) throw tooLong(`more than ${most} bytes`)
  }
  return Buffer.concat(read)
}
