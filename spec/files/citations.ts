/** Who cites which id: axioms, rules, designs and litmus tests in the files of the repository. */
import { readFileSync, readdirSync } from 'node:fs'
import { idsIn } from '../axioms/ids.ts'
import { IS_CLONE, ROOT_FOLDER } from './library.ts'

const TEXT = /\.(?:ts|mjs|yaml|md|json|[ch])$/

const ROOMS = ['README.md', 'index.ts', 'bench', 'cli', 'conformance', 'counterexamples', 'docs', 'model', 'properties']
/** Where axioms are defined, and pages and recordings that programs write. */
const NOT_CITING = ['spec/axioms/', 'docs/semantics/', 'docs/linux.md', 'conformance/recordings/']

/** A text, or all texts below a folder, as paths from the repository's root. */
export const textsIn = (path: string): string[] =>
  TEXT.test(path)
    ? [path]
    : readdirSync(`${ROOT_FOLDER}${path}`, { withFileTypes: true })
        .flatMap((entry) => {
          const below = `${path}/${entry.name}`
          return entry.isDirectory() ? textsIn(below) : TEXT.test(entry.name) ? [below] : []
        })
        .toSorted()

/** Every text of ours that somebody wrote. */
export const citing = (): string[] =>
  [...ROOMS, 'spec', 'story'].flatMap(textsIn).filter((file) => !NOT_CITING.some((place) => file.startsWith(place)))

/** What a package says instead of the texts: {@link citationsIn} all of them, written when it was made (cli/build). */
export const CITATIONS = 'dist/citations.json'

/** The files of ours that cite an id, by id. */
export const citations = (): ReadonlyMap<string, readonly string[]> =>
  IS_CLONE
    ? citationsIn(citing())
    : new Map(JSON.parse(readFileSync(`${ROOT_FOLDER}${CITATIONS}`, 'utf8')) as [string, string[]][])

/** The files that cite an id, by id. */
export const citationsIn = (files: readonly string[]): ReadonlyMap<string, readonly string[]> => {
  const of = new Map<string, string[]>()
  for (const file of files)
    for (const id of idsIn(readFileSync(`${ROOT_FOLDER}${file}`, 'utf8'))) of.set(id, [...(of.get(id) ?? []), file])
  return of
}
