/** What commands share. */
import type { Design } from '../model/kernel/design.ts'
import { designNamed as known, designNames } from '../model/designs/index.ts'
import { existsSync } from 'node:fs'
import { WHOLE_FILE, problem } from '../model/problem.ts'
import { STDIN, statOf } from '../spec/files/read-text.ts'
import { BadFile } from '../spec/problem.ts'
import { didYouMean, nearest } from '../model/nearest.ts'
import {
  LITMUS_FOLDER,
  litmusPlace,
  loadFolder,
  loadLitmus,
  namesOf,
  relative,
  type Named,
} from '../spec/files/library.ts'
import { isPath, joinDesign, joinOperation } from '../properties/outside/load.ts'
import { during } from '../properties/outside/thrown.ts'
import { REFERENCE } from '../properties/search/visit.ts'
import { legendOf } from '../story/words/designs.ts'
import { wrapped } from '../story/words/lines.ts'
import { stamped, type SchemaOf } from './schemas.ts'
import { misspeltDesigns, strangeAssumptions } from '../spec/strange-names.ts'
import { scenarioOf, type Litmus } from '../spec/litmus.ts'
import { UsageError, type Values } from './usage.ts'

export { nearest, UsageError }
export type { Command, Values } from './usage.ts'

/** A design or mutant by its id or alias. */
export const designNamed = (name: string): Design => {
  const found = known(name)
  if (found === undefined) throw new UsageError(`found no design "${name}"; accepted: ${nearest(name, designNames())}`)
  return found
}

/** A design or mutant by name, or the one that the file of that path exports. */
export const designAt = async (word: string): Promise<Design> => (isPath(word) ? joinDesign(word) : designNamed(word))

/** The design that the file is about; a litmus test is told under the reference. */
export const designOf = (file: string, { file: { found } }: Litmus): Design => {
  const named = found?.['design'] ?? REFERENCE
  const design = known(String(named))
  if (design !== undefined) return design
  throw new UsageError(
    `${file}: found.design: found ${JSON.stringify(named)}; accepted: a design of ours, or --design PATH where it is; ${nearest(String(named), designNames())}`,
  )
}

/**
 * {@link scenarioAt}, to be told: an exception for a design that is misspelt is refused. A file may name several designs from
 * outside, of which one is given here; what the checker wrote is not misspelt.
 */
export const scenarioToTell = (word: string): Asked => {
  const asked = scenarioAt(word)
  const { file } = asked.litmus
  const strange = file.found === undefined ? misspeltDesigns(file) : []
  if (strange.length > 0) throw new BadFile(asked.path, strange)
  return asked
}

/** A scenario; `place`: where its file is. */
type Asked = Named & { readonly place: string }

/** A scenario by the path of its file or from standard input, or a litmus test by its name or alias; throws BadFile. */
const scenarioAt = (word: string): Asked => {
  const asked = readAt(word)
  const strange = strangeAssumptions(asked.litmus.file)
  if (strange.length > 0) throw new BadFile(asked.path, strange)
  return asked
}

const readAt = (word: string): Asked => {
  if (word === STDIN || existsSync(word) || /[/\\]|\.[a-z]+$/i.test(word))
    return { path: word, litmus: loadLitmus(word), place: word }
  const place = litmusPlace(word)
  if (place !== undefined) return { path: relative(place), litmus: loadLitmus(place), place }
  const names = loadFolder(LITMUS_FOLDER).flatMap(namesOf)
  throw new UsageError(
    `${word}: found no such file or litmus test; accepted: ${didYouMean(word, names)}npx p2pspec litmus lists them`,
  )
}

/** `work` on a scenario that was read: an error in it is told with the scenario's file (main.ts). */
export const onScenario = <T>({ path, litmus }: Named, work: () => T): T =>
  during(scenarioOf(litmus.file), work, path === STDIN ? undefined : path)

/** One scenario, or every one of a folder, in the order of their names. */
export const scenariosAt = (word: string): Named[] => {
  if (word === STDIN || !existsSync(word) || !statOf(word).isDirectory()) return [scenarioAt(word)]
  const all = loadFolder(word.replace(/(?<=.)\/+$/, ''))
  if (all.length === 0) throw new BadFile(word, [problem(WHOLE_FILE, 'a folder without a scenario', 'files *.yaml')])
  return all
}

/** The one FILE that the command takes. */
export const onlyFile = (command: string, files: readonly string[], accepted: string): string => {
  if (files.length === 1) return files[0]
  throw new UsageError(
    `${command}: found ${files.length === 0 ? 'no FILE' : `${files.length} FILEs`}; accepted: one, ${accepted}`,
  )
}

/** What was said for an option, in order. */
export const words = (values: Values, option: string): string[] => [values[option] ?? []].flat().map(String)

/** A whole number from an option, or `otherwise`. */
export const wholeNumber = (values: Values, option: string, otherwise: number, from = 0, to = Infinity): number => {
  const text = values[option]
  if (text === undefined) return otherwise
  const n = /^\d{1,15}$/.test(String(text)) ? Number(text) : -1
  if (n >= from && n <= to) return n
  const range = to === Infinity ? `from ${from}` : `from ${from} to ${to}`
  throw new UsageError(`--${option}: found "${String(text)}"; accepted: a whole number ${range}`)
}

export const print = (text: string): void => void process.stdout.write(`${text}\n`)
/** What the short heads of a table's columns stand for, if there are any. */
export const printLegend = (columns: readonly Design[]): void => {
  const legend = legendOf(columns)
  if (legend !== '') print(`\n${wrapped(`The columns: ${legend}.`)}`)
}
export const printJson = (schema: SchemaOf, value: object): void =>
  print(JSON.stringify(stamped(schema, value), undefined, 2))

/** Operations of other people's files, taken in before a scenario that may speak of them is read; their paths. */
export const joinOperations = async (values: Values): Promise<string[]> => {
  const paths = words(values, 'operation')
  for (const path of paths) await joinOperation(path)
  return paths
}
