/**
 * Standard output, where it is no terminal: all of it is written, or the process says that it is not.
 *
 * Node takes a short write to a file for a whole one (a disk that is nearly full loses the rest), and tells a failed one
 * when everything else is over.
 */
import { fstatSync, writeFileSync } from 'node:fs'
import { NotWritten, saidOf } from './place.ts'

/** What a shell shows of a process that SIGPIPE ended: `p2pspec rules | head -1`, and the reader has gone. */
const READER_GONE = 128 + 13

/** @param name of the program, before what it says on standard error */
export const guardOutput = (name: string): void => {
  const { stdout, stderr } = process
  if (isFile(1)) {
    stdout.write = (text: string | Uint8Array, ...more: unknown[]): boolean => {
      writeAll(text)
      for (const done of more) if (typeof done === 'function') done()
      return true
    }
  }
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(READER_GONE)
    stderr.write(`${name}: ${notWritten(error).message}\n`)
    process.exit(2)
  })
  // Nobody is left to be told; the work goes on.
  stderr.on('error', () => {})
}

const writeAll = (text: string | Uint8Array): void => {
  try {
    // Until it is all written, unlike `writeSync`.
    writeFileSync(1, text)
  } catch (error) {
    throw notWritten(error)
  }
}

const notWritten = (error: unknown): NotWritten =>
  new NotWritten(`standard output: found a place ${saidOf(error)}; accepted: one that takes all that is printed`)

/** A file, or a device such as /dev/full; pipes and terminals are written whole, and Node tells of them. */
const isFile = (descriptor: number): boolean => {
  try {
    const stats = fstatSync(descriptor)
    return stats.isFile() || (stats.isCharacterDevice() && !process.stdout.isTTY)
  } catch {
    return false
  }
}
