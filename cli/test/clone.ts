/** A copy of this repository, for tests that change it. */
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { ROOT_FOLDER } from '../../spec/files/library.ts'

const clones: string[] = []
export const removeClones = (): void => clones.splice(0).forEach((folder) => rmSync(folder, { recursive: true }))

/** What a clone has after `npm ci`. */
export const clone = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'p2pspec-clone-'))
  clones.push(folder)
  const left = new Set(['node_modules', '.git', 'found', 'reports', '.stryker-tmp'])
  const isCloned = (path: string): boolean => !left.has(basename(path)) && !path.endsWith('.tmp')
  cpSync(ROOT_FOLDER, folder, { recursive: true, filter: (path) => path === ROOT_FOLDER || isCloned(path) })
  symlinkSync(join(ROOT_FOLDER, 'node_modules'), join(folder, 'node_modules'))
  return folder
}
