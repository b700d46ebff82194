/**
 * The one way to write a file: whole or not at all, where links lead to, over a regular file or none (`place.ts`). A
 * folder or file that cannot be written is known before the work is done: `tryFile`, `tryFolder`.
 */
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { NotWritten, inOneLine, kindAt, placeOf, refusedFile, refusedFolder, saidOf } from './place.ts'
import { unfinishedOf } from './unfinished.ts'

/** A file that is begun, beside the one that it is to replace. */
export interface Draft {
  readonly write: (text: string) => void
  /** Replaces the old file in one step: a reader, or a machine that dies, sees the old bytes or the new. */
  readonly keep: () => void
  /** Leaves everything as it was. */
  readonly drop: () => void
}

/** Begins to write a file; every failure throws NotWritten, and leaves everything as it was. */
export const begin = (by: string, file: string, inputs?: readonly string[]): Draft => {
  const path = placeOf(by, file, inputs)
  const unfinished = unfinishedOf(path)
  let descriptor: number | undefined
  const drop = (): void => {
    if (descriptor !== undefined) closeSync(descriptor)
    descriptor = undefined
    ignoring(() => rmSync(unfinished, { force: true }))
  }
  const safely = (work: () => void): void => {
    try {
      work()
    } catch (error) {
      drop()
      throw error instanceof NotWritten ? error : refusedFile(by, `${inOneLine(file)}, ${saidOf(error)}`)
    }
  }
  safely(() => {
    // Of a process that had our number, and is gone.
    rmSync(unfinished, { force: true })
    descriptor = openSync(unfinished, 'wx')
    likeThere(path, descriptor)
  })
  return {
    write: (text) => safely(() => writeFileSync(descriptor!, text)),
    keep: () =>
      safely(() => {
        fsyncSync(descriptor!)
        closeSync(descriptor!)
        descriptor = undefined
        // Somebody may have put another thing there in the meantime.
        if (placeOf(by, file, inputs) !== path) throw refusedFile(by, `${inOneLine(file)}, a link that was changed`)
        renameSync(unfinished, path)
        reachDisk(dirname(path))
      }),
    drop,
  }
}

/** Writes a file at once. */
export const writeWhole = (by: string, file: string, text: string, inputs?: readonly string[]): void => {
  const draft = begin(by, file, inputs)
  draft.write(text)
  draft.keep()
}

/** Throws what writing the file would, as far as that can be known before; writes nothing. */
export const tryFile = (by: string, file: string, inputs?: readonly string[]): void => begin(by, file, inputs).drop()

/** The same for files in a folder, which need not be there. */
export const tryFolder = (by: string, folder: string): void => {
  const made = makeFolder(by, folder)
  try {
    tryFile(by, join(folder, 'p2pspec'))
  } catch {
    throw refusedFolder(by, `${inOneLine(folder)}, where nothing may be written`)
  } finally {
    if (made !== undefined) removeFolders(resolve(folder), resolve(made))
  }
}

/** Makes a folder and those above it; answers the first that was not there. */
export const makeFolder = (by: string, folder: string): string | undefined => {
  if (folder === '') throw refusedFolder(by, '""')
  const refuse = (what: string): NotWritten => refusedFolder(by, `${inOneLine(folder)}, ${what}`)
  try {
    const kind = kindAt(folder)
    if (!['nothing', 'a folder'].includes(kind)) throw refuse(kind)
    return makeFolders(resolve(folder))
  } catch (error) {
    throw error instanceof NotWritten ? error : refuse(saidOf(error))
  }
}

/** From the top, one by one: Node itself, asked for all at once, tries for ever where the file system has no such folder. */
const makeFolders = (path: string): string | undefined => {
  if (kindAt(path) === 'a folder') return undefined
  const first = makeFolders(dirname(path))
  mkdirSync(path)
  return first ?? path
}

/** The empty folders from `last` up to `first`. */
const removeFolders = (last: string, first: string): void =>
  ignoring(() => {
    for (let path = last; path.length >= first.length; path = dirname(path)) rmdirSync(path)
  })

/** Who may use the new file is who may use the old one, as far as we may say so. */
const likeThere = (path: string, descriptor: number): void => {
  const old = statSync(path, { throwIfNoEntry: false })
  if (old === undefined) return
  ignoring(() => fchownSync(descriptor, old.uid, old.gid))
  fchmodSync(descriptor, old.mode % 0o1000)
}

/** The new name is in the folder, and the folder has to reach the disk too; not every file system can say so. */
const reachDisk = (folder: string): void =>
  ignoring(() => {
    const descriptor = openSync(folder, 'r')
    try {
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
  })

/** Does what it may, where nothing is lost if it may not. */
const ignoring = (work: () => void): void => {
  try {
    work()
  } catch {
    // As it was.
  }
}
