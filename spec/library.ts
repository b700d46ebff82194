/**
 * The files of the project that hold scenarios: litmus tests, and what the checker found.
 */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import { problem, tellProblem, type Problem } from '../model/problem.ts'
import { readLitmus, type Litmus } from './litmus.ts'

/** The repository's own folders. */
export const ROOT_FOLDER = fileURLToPath(new URL('..', import.meta.url))
export const LITMUS_FOLDER = `${ROOT_FOLDER}spec/litmus`
export const COUNTEREXAMPLES_FOLDER = `${ROOT_FOLDER}counterexamples`
/** One scenario for each assumption: what it is that is taken on trust. */
export const TRUST_FOLDER = `${COUNTEREXAMPLES_FOLDER}/trust`

export interface Named {
  /** Path from the repository's root. */
  readonly path: string
  readonly litmus: Litmus
}

/** What is wrong with a file, for a person: one line a problem, the file in front. */
export class BadFile extends Error {
  constructor(file: string, problems: readonly Problem[]) {
    super(problems.map((p) => `${file}: ${tellProblem(p)}`).join('\n'))
  }
}

/** The litmus test in `file`; throws BadFile. */
export const loadLitmus = (file: string): Litmus => {
  if (existsSync(file) && statSync(file).isDirectory()) throw new BadFile(file, [problem('', 'a folder', 'a file')])
  const read = readLitmus(readFileSync(file, 'utf8'))
  if (E.isLeft(read)) throw new BadFile(file, read.left)
  return read.right
}

/** Every `.yaml` in a folder (not below it), by name. */
export const loadFolder = (folder: string): Named[] =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .filter((file) => file.endsWith('.yaml'))
    .toSorted()
    .map((file) => ({ path: relative(`${folder}/${file}`), litmus: loadLitmus(`${folder}/${file}`) }))

/** A path as the repository names it. */
export const relative = (path: string): string => (path.startsWith(ROOT_FOLDER) ? path.slice(ROOT_FOLDER.length) : path)
