/**
 * Files as text, and what is said of one that is wrong. Nothing is read before its kind and size are known.
 */
import { isUtf8 } from 'node:buffer'
import { closeSync, lstatSync, openSync, readSync, statSync, type Stats } from 'node:fs'
import { WHOLE_FILE, problem, type Problem } from '../../model/problem.ts'
import { BadFile } from '../problem.ts'
import { CONTROL, codePoint } from './parse.ts'

/** What a person types for standard input. */
export const STDIN = '-'

/** The text of a file of at most `most` bytes, or of standard input, which can be read once; throws BadFile. */
export const readText = (file: string, most: number): string => textIn(file, readBytes(file, most))

/** Bytes as text: UTF-8, without control characters; throws BadFile. */
export const textIn = (file: string, bytes: Buffer): string => {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '')
  const wrong = isUtf8(bytes) ? controlProblem(text) : encodingProblem(bytes)
  if (wrong !== undefined) throw new BadFile(file, [wrong])
  return text
}

const WRONG_KINDS: readonly (readonly [is: (stats: Stats) => boolean, what: string])[] = [
  [(s) => s.isDirectory(), 'a folder'],
  [(s) => s.isFIFO(), 'a pipe'],
  [(s) => s.isCharacterDevice() || s.isBlockDevice(), 'a device'],
  [(s) => s.isSocket(), 'a socket'],
]

const readBytes = (file: string, most: number): Buffer => {
  const refuse = (found: string, accepted = 'a file'): BadFile =>
    new BadFile(file, [problem(WHOLE_FILE, found, accepted)])
  const tooLong = (found: string): BadFile => refuse(found, `at most ${most} bytes`)
  if (file === STDIN) {
    const bytes = Buffer.concat([...upTo(most, piecesOf(file, true))])
    if (bytes.length > most) throw tooLong(`more than ${most} bytes`)
    return bytes
  }
  const stats = statOf(file)
  const kind = WRONG_KINDS.find(([is]) => is(stats))
  if (kind !== undefined) throw refuse(kind[1])
  if (stats.size > most) throw tooLong(`${stats.size} bytes`)
  const bytes = told(file, () => readUpTo(file, most + 1))
  // A file may grow, and those of /proc have no size.
  if (bytes.length > most) throw tooLong(`more than ${most} bytes`)
  return bytes
}

/** Pieces until they are more bytes than that. */
function* upTo(most: number, pieces: Iterable<Buffer>): Generator<Buffer> {
  let length = 0
  for (const piece of pieces) {
    yield piece
    length += piece.length
    if (length > most) return
  }
}

/** Bytes that are read at once: most files are far shorter than they may be. */
const PIECE = 2 ** 16

const readUpTo = (file: string, most: number): Buffer => {
  const descriptor = openSync(file, 'r')
  try {
    const pieces: Buffer[] = []
    let length = 0
    for (let got = -1; got !== 0 && length < most; length += got) {
      const piece = Buffer.alloc(Math.min(PIECE, most - length))
      got = readSync(descriptor, piece, 0, piece.length, null)
      pieces.push(piece.subarray(0, got))
    }
    return Buffer.concat(pieces)
  } finally {
    closeSync(descriptor)
  }
}

/** A file piece by piece, or what comes in on standard input; throws BadFile where it cannot be read. */
export function* piecesOf(file: string, isStdin: boolean): Generator<Buffer> {
  const descriptor = isStdin ? 0 : told(file, () => openSync(file, 'r'))
  try {
    for (;;) {
      const piece = Buffer.alloc(PIECE)
      const got = told(file, () => readWaiting(descriptor, piece))
      if (got === 0) return
      yield piece.subarray(0, got)
    }
  } finally {
    if (!isStdin) closeSync(descriptor)
  }
}

/** Milliseconds between two looks at a standard input that does not block and has nothing yet. */
const WAIT = 10

/** Standard input that some other process of the terminal has made not to block answers EAGAIN while nothing is there. */
const readWaiting = (descriptor: number, piece: Buffer): number => {
  for (;;)
    try {
      return readSync(descriptor, piece, 0, piece.length, null)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT)
    }
}

/** How a file begins, by which its kind is known; throws BadFile. */
export const firstBytes = (file: string, count: number): Buffer => told(file, () => readUpTo(file, count))

/** What a path leads to; throws BadFile. */
export const statOf = (file: string): Stats => told(file, () => statSync(file))

const SAID: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  ENOTDIR: 'no such file or folder',
  ELOOP: 'a symbolic link that leads to itself',
  EACCES: 'a file that may not be read',
  EPERM: 'a file that may not be read',
  ENAMETOOLONG: 'a name that is too long',
}

/** An error of the file system as one of the file. */
const told = <T>(file: string, work: () => T): T => {
  try {
    return work()
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error)
    const found = isLink(file) && code === 'ENOENT' ? 'a symbolic link to nothing' : SAID[code]
    throw new BadFile(file, [problem(WHOLE_FILE, found ?? `a file that cannot be read (${code})`, 'a file')])
  }
}

const isLink = (file: string): boolean => {
  try {
    return lstatSync(file).isSymbolicLink()
  } catch {
    return false
  }
}

const encodingProblem = (bytes: Buffer): Problem => {
  const mark = bytes.subarray(0, 2).toString('hex')
  if (mark === 'fffe' || mark === 'feff') return problem(WHOLE_FILE, 'UTF-16', 'UTF-8')
  let [line, start] = [1, 0]
  // No character has the byte of a line's end inside it, so every line is UTF-8 or is not.
  for (let end = bytes.indexOf(10); end >= 0 && isUtf8(bytes.subarray(start, end)); end = bytes.indexOf(10, start)) {
    start = end + 1
    line++
  }
  return problem(`line ${line}`, 'bytes that are not UTF-8', 'UTF-8')
}

const controlProblem = (text: string): Problem | undefined => {
  const found = CONTROL.exec(text)
  if (found === null) return undefined
  const line = text.slice(0, found.index).split('\n').length
  return problem(`line ${line}`, `the character ${codePoint(found[0])}`, 'text without control characters')
}
