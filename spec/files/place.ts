/**
 * Where a file may be written: over a regular file, or under a new name in a folder that there is; never over what the
 * command reads. Links are followed. Whatever else is there (a device, a pipe, a socket, a folder) stays.
 */
import { accessSync, constants, fstatSync, lstatSync, realpathSync, statSync, type Stats } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { CONTROL, codePoint } from './parse.ts'

/** A file that is not written: said in one line, exit status 2. */
export class NotWritten extends Error {}

const A_FILE = 'a file of yours, or a new one in a folder that there is'
const A_FOLDER = 'a folder that may be written, or a new one'

/** @param by what the file or folder was asked for with: `--svg` */
export const refusedFile = (by: string, found: string): NotWritten => refused(by, found, A_FILE)
export const refusedFolder = (by: string, found: string): NotWritten => refused(by, found, A_FOLDER)
const refused = (by: string, found: string, accepted: string): NotWritten =>
  new NotWritten(`${by}: found ${found}; accepted: ${accepted}`)

/** The name of a file, in one line that can be read. */
export const inOneLine = (name: string): string => {
  if (name === '') return '""'
  const cut = name.length > 200 ? `${name.slice(0, 200)}...` : name
  return cut.replaceAll(new RegExp(`\\t|\\n|${CONTROL.source}`, 'gu'), (c) => `<${codePoint(c)}>`)
}

const KINDS: readonly (readonly [is: (stats: Stats) => boolean, what: string])[] = [
  [(s) => s.isFile(), 'a file'],
  [(s) => s.isDirectory(), 'a folder'],
  [(s) => s.isFIFO(), 'a pipe'],
  [(s) => s.isCharacterDevice() || s.isBlockDevice(), 'a device'],
  [(s) => s.isSocket(), 'a socket'],
]

/** What a path leads to, in words; throws what the file system says. */
export const kindAt = (path: string): string => {
  const known = statOf(path)
  if (known !== undefined) return kindOf(known)
  return lstatSync(path, { throwIfNoEntry: false }) === undefined ? 'nothing' : 'a symbolic link to nothing'
}

const kindOf = (stats: Stats): string => KINDS.find(([is]) => is(stats))?.[1] ?? 'something unknown'

const SAID: Readonly<Record<string, string>> = {
  EACCES: 'where nothing may be written',
  EPERM: 'where nothing may be written',
  EROFS: 'where nothing may be written',
  ENOSPC: 'with no space left',
  EDQUOT: 'with no space left',
  EFBIG: 'which would be too large',
  ENAMETOOLONG: 'a name that is too long',
  ENOENT: 'where nothing can be written',
  ENOTDIR: 'below a file',
  ELOOP: 'a symbolic link that leads to itself',
}

/** What the file system said, in words. */
export const saidOf = (error: unknown): string => {
  const code = (error as NodeJS.ErrnoException).code ?? String(error)
  return SAID[code] ?? `which cannot be written (${code})`
}

/**
 * The path that `file` leads to; throws NotWritten.
 *
 * @param inputs what the command reads: files
 */
export const placeOf = (by: string, file: string, inputs: readonly string[] = []): string => {
  const refuse = (what: string): NotWritten => refusedFile(by, file === '' ? '""' : `${inOneLine(file)}, ${what}`)
  if (file === '') throw refuse('')
  if (file.includes('\0')) throw refuse('a name with a NUL in it')
  if (file.endsWith('/')) throw refuse('a folder')
  try {
    const known = statOf(file)
    if (known === undefined) return newPlace(file, refuse)
    if (!known.isFile()) throw refuse(kindOf(known))
    const path = realpathSync(file)
    // Root may write what nobody may: that somebody said so counts all the same.
    if (!isWritten(known) || !isAllowed(path)) throw refuse('a file that may not be written')
    const input = inputs.find((one) =>
      isSame(
        known,
        ifAny(() => statSync(one)),
      ),
    )
    if (input !== undefined) throw refuse(`which is read${input === file ? '' : `, as ${inOneLine(input)}`}`)
    const stream = STREAMS.find(([, descriptor]) =>
      isSame(
        known,
        ifAny(() => fstatSync(descriptor)),
      ),
    )
    if (stream !== undefined) throw refuse(`where ${stream[0]} goes`)
    return path
  } catch (error) {
    throw error instanceof NotWritten ? error : refuse(saidOf(error))
  }
}

const newPlace = (file: string, refuse: (what: string) => NotWritten): string => {
  const kind = kindAt(file)
  if (kind !== 'nothing') throw refuse(kind)
  if (!(statOf(dirname(file))?.isDirectory() ?? false)) throw refuse('in no folder that there is')
  return join(realpathSync(dirname(file)), basename(file))
}

/** What a path leads to, through all links; undefined: nothing. */
const statOf = (path: string): Stats | undefined => statSync(path, { throwIfNoEntry: false })

const ifAny = (stats: () => Stats): Stats | undefined => {
  try {
    return stats()
  } catch {
    return undefined
  }
}

const STREAMS = [
  ['standard output', 1],
  ['standard error', 2],
] as const

/** Whether anybody may write it: a digit with the bit of 2. */
const isWritten = ({ mode }: Stats): boolean => /[2367]/.test((mode % 0o1000).toString(8))

const isAllowed = (path: string): boolean => {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** One file, whatever it is called: links to it, hard ones too, have the same number. */
const isSame = (a: Stats, b: Stats | undefined): boolean => b !== undefined && a.dev === b.dev && a.ino === b.ino
