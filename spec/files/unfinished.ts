/**
 * Files that are begun beside those that they will replace: what they are called, and what becomes of them where their
 * process was killed.
 */
import { existsSync, lstatSync, readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** @param part of several files that are put together in the end: `.3` */
export const unfinishedOf = (path: string, part = ''): string =>
  // A name may be as long as a name can be, and this one is longer.
  join(dirname(path), `${basename(path).slice(0, 60)}${part}.p2pspec-${process.pid}.tmp`)

/** Removes what was left unfinished in a folder when its process was killed. */
export const removeUnfinished = (folder: string): void => {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) {
    const [, pid] = /\.p2pspec-(\d+)\.tmp$/.exec(name) ?? []
    if (pid === undefined || isAlive(Number(pid)) || !lstatSync(join(folder, name)).isFile()) continue
    rmSync(join(folder, name), { force: true })
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // A process of another user is alive, too.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
