/**
 * The files of the project that hold scenarios: litmus tests, and what the checker found.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import { readText } from './read-text.ts'
import { problem } from '../../model/problem.ts'
import { BadFile } from '../problem.ts'
import { litmusOf, type Litmus } from '../litmus.ts'
import { parseText } from './parse.ts'
import { parsedBesideCommand } from './parsed.ts'

/** The repository's own folders. */
export const ROOT_FOLDER = fileURLToPath(new URL('../..', import.meta.url))
/** Whether the sources are here: a package has what the command reads, and nothing that it may write. */
export const IS_CLONE = existsSync(`${ROOT_FOLDER}index.ts`)
export const LITMUS_FOLDER = `${ROOT_FOLDER}spec/litmus`
export const COUNTEREXAMPLES_FOLDER = `${ROOT_FOLDER}counterexamples`
/** One scenario for each assumption: what it is that is taken on trust. */
export const TRUST_FOLDER = `${COUNTEREXAMPLES_FOLDER}/trust`

export interface Named {
  /** Path from the repository's root. */
  readonly path: string
  readonly litmus: Litmus
}

/** Largest scenario that is read, bytes. The largest saved one has 3 200, a real machine of 4 096 functions 600 000. */
export const LARGEST_SCENARIO = 2 ** 21

/** The litmus test in `file`; throws BadFile. */
export const loadLitmus = (file: string): Litmus => litmusIn(file, readText(file, LARGEST_SCENARIO))

/** Of the files in folders, which are the same from command to command. */
const parsed = parsedBesideCommand(IS_CLONE)

const litmusIn = (file: string, text: string, parse = parseText): Litmus => {
  const read = E.chain((value: unknown) => litmusOf(value, file))(parse(text))
  if (E.isLeft(read)) throw new BadFile(file, read.left)
  return read.right
}

/** What stood in each file of a folder. A command asks for the same folders several times; reading a file costs little, parsing it much. */
const known = new Map<string, { readonly text: string; readonly litmus: Litmus }>()

const litmusAgain = (file: string): Litmus => {
  const text = readText(file, LARGEST_SCENARIO)
  const before = known.get(file)
  const litmus = before?.text === text ? before.litmus : litmusIn(file, text, parsed.parse)
  known.set(file, { text, litmus })
  return litmus
}

/** Every `.yaml` in a folder (not below it), by alias, or by name where it has none; throws BadFile. */
export const loadFolder = (folder: string): Named[] => {
  const all = filesIn(folder)
    .map((file) => ({ path: relative(file), litmus: litmusAgain(file) }))
    .toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
  parsed.keep()
  const owners = new Map<string, string>()
  for (const named of all)
    for (const name of namesOf(named)) {
      const owner = owners.get(name)
      if (owner !== undefined)
        throw new BadFile(named.path, [problem('alias', `${name}, a name of ${owner}`, 'an alias of its own')])
      owners.set(name, named.path)
    }
  return all
}

/** The file of the litmus test of that name or alias, found without reading what is in the others. */
export const litmusPlace = (word: string): string | undefined => {
  const place = `${LITMUS_FOLDER}/${word}.yaml`
  if (existsSync(place)) return place
  const alias = `\nalias: ${word}\n`
  return filesIn(LITMUS_FOLDER).find((file) => `\n${readFileSync(file, 'utf8')}`.includes(alias))
}

const filesIn = (folder: string): string[] =>
  (existsSync(folder) ? readdirSync(folder) : []).flatMap((file) =>
    file.endsWith('.yaml') ? [`${folder}/${file}`] : [],
  )

const orderOf = ({ path, litmus: { file } }: Named): string =>
  file.alias === undefined ? path.replace(/^.*\//, '') : `${file.alias}.yaml`

/** What a file is called: its name without folder and ending. */
export const nameOf = ({ path }: Pick<Named, 'path'>): string => path.replaceAll(/^.*\/|\.yaml$/g, '')

/** Its name, and its alias if it has one. */
export const namesOf = ({ path, litmus: { file } }: Named): string[] =>
  file.alias === undefined ? [nameOf({ path })] : [nameOf({ path }), file.alias]

/** A path as the repository names it. */
export const relative = (path: string): string => (path.startsWith(ROOT_FOLDER) ? path.slice(ROOT_FOLDER.length) : path)
