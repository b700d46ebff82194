/** A copy of this repository, for tests that change it. */
import { cpSync, mkdtempSync, symlinkSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { ROOT_FOLDER } from '../../spec/files/library.ts'

const clones: string[] = []
/** Files go side by side: on a disk that is busy they take turns to wait otherwise, five times as long. */
export const removeClones = async (): Promise<void> => {
  await Promise.all(clones.splice(0).map((folder) => rm(folder, { recursive: true })))
}

/** What a clone has after `npm ci`. */
export const clone = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'p2pspec-clone-'))
  clones.push(folder)
  const left = new Set(['node_modules', '.git', 'dist', 'found', 'reports', '.stryker-tmp'])
  const isCloned = (path: string): boolean => !left.has(basename(path)) && !path.endsWith('.tmp')
  cpSync(ROOT_FOLDER, folder, { recursive: true, filter: (path) => path === ROOT_FOLDER || isCloned(path) })
  symlinkSync(join(ROOT_FOLDER, 'node_modules'), join(folder, 'node_modules'))
  return folder
}
