/**
 * Which version of this project, and in a clone which commit, is running.
 */
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { IS_CLONE, ROOT_FOLDER } from '../../spec/files/library.ts'

/** The version in a `package.json`, as Node resolves it: npm puts a package where there is room for it. */
export const versionIn = (file: string): string => (createRequire(import.meta.url)(file) as { version: string }).version

let known: string | undefined

/** `0.1.0`; in a clone `0.1.0, commit 1a2b3c4d5e6f`, with `-dirty` if its files are not those of the commit. */
export const versionNow = (): string =>
  (known ??= [versionIn('../../package.json'), ...commitOf(ROOT_FOLDER)].join(', '))

/** Nothing: no clone, or no git to ask. A folder that lies in somebody else's repository is no clone of ours. */
const commitOf = (folder: string): string[] => {
  if (!IS_CLONE) return []
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  try {
    return git('rev-parse', '--show-prefix') === ''
      ? [`commit ${git('describe', '--always', '--dirty', '--abbrev=12', '--exclude=*')}`]
      : []
  } catch {
    return []
  }
}
