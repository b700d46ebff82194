/**
 * Paths that lead to no file, and bytes that are no text, each with what is said of it.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'

/** A file, how it came about, and what its message says behind its name. */
export type Row = readonly [sentence: string, text: string | Uint8Array, says: RegExp]

/** What is wrong before a file is read. Each makes itself at `path`. */
export const NO_FILE: readonly (readonly [sentence: string, make: (path: string) => void, says: RegExp])[] = [
  ['a missing file', () => undefined, /^found no such file or folder; accepted: a file$/],
  ['a file below a file', (path) => writeFileSync(path.replace(/\/[^/]*$/, ''), ''), /^found no such file or folder;/],
  ['a link to nothing', (path) => symlinkSync('nothing', path), /^found a symbolic link to nothing; accepted: a file$/],
  ['a link to itself', (path) => symlinkSync(path, path), /^found a symbolic link that leads to itself; accepted:/],
  ['a pipe', (path) => execFileSync('mkfifo', [path]), /^found a pipe; accepted: a file$/],
  ['/dev/zero', (path) => symlinkSync('/dev/zero', path), /^found a device; accepted: a file$/],
  ['100 MB', (path) => (writeFileSync(path, ''), truncateSync(path, 1e8)), /^found 100000000 bytes; accepted: at most/],
]

export const FOLDER = (path: string): void => {
  mkdirSync(path)
}

/** Bytes that are no text. */
export const NO_TEXT: readonly Row[] = [
  ['UTF-16', Buffer.from('\uFEFFmachine: {}', 'utf16le'), /^found UTF-16; accepted: UTF-8$/],
  [
    'a byte that is not UTF-8',
    Buffer.from('machine:\n  \xE9', 'latin1'),
    /^line 2: found bytes that are not UTF-8; accepted: UTF-8$/,
  ],
  ['half a character', Buffer.from([0xef]), /^line 1: found bytes that are not UTF-8; accepted: UTF-8$/],
  ['writing turned around', 'steps: [] # \u202E', /^line 1: found the character U\+202E; accepted:/],
  ['a NUL', 'machine: {}\nsteps: [\0]', /^line 2: found the character U\+0000; accepted: text without control/],
  ['an escape sequence', 'steps: []\n# \u001B[31m', /^line 2: found the character U\+001B; accepted:/],
]
