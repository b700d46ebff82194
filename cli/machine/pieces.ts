/**
 * A file, or standard input, piece by piece: how it begins says what it is, and only then is the rest read. A tar of /sys may be
 * longer than what fits into memory, and standard input can be read once.
 */
import { closeSync, openSync, readSync } from 'node:fs'
import { WHOLE_FILE, problem } from '../../model/problem.ts'
import { firstBytes, told } from '../../spec/files/read-text.ts'
import { BadFile } from '../../spec/problem.ts'

/** What a person types for standard input. */
export const STDIN = '-'

export interface Source {
  /** The first bytes, enough to know a tar that is packed. */
  readonly head: Buffer
  /** All of it, the head as well; it can be gone through once. */
  readonly pieces: Iterable<Buffer>
}

const PIECE = 2 ** 16

/** Throws BadFile where a file cannot be read. */
export const sourceAt = (file: string): Source =>
  file === STDIN ? sourceOf(piecesOf(0, file)) : { head: firstBytes(file, PIECE), pieces: piecesIn(file) }

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

function* piecesIn(file: string): Generator<Buffer> {
  const descriptor = openSync(file, 'r')
  try {
    yield* piecesOf(descriptor, file)
  } finally {
    closeSync(descriptor)
  }
}

function* piecesOf(descriptor: number, file: string): Generator<Buffer> {
  for (;;) {
    const piece = Buffer.alloc(PIECE)
    const got = told(file, () => readSync(descriptor, piece, 0, PIECE, null))
    if (got === 0) return
    yield piece.subarray(0, got)
  }
}

/** All pieces as one; throws BadFile where they are too many. */
export const atMost = (file: string, most: number, pieces: Iterable<Buffer>): Buffer => {
  const read: Buffer[] = []
  let length = 0
  for (const piece of pieces) {
    read.push(piece)
    length += piece.length
    if (length > most)
      throw new BadFile(file, [problem(WHOLE_FILE, `more than ${most} bytes`, `at most ${most} bytes`)])
  }
  return Buffer.concat(read)
}
