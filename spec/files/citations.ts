/** Who cites which id: axioms, rules, designs and litmus tests in the files of the repository. */
import { readFileSync, readdirSync } from 'node:fs'
import { idsIn } from '../axioms/ids.ts'
import { ROOT_FOLDER } from './library.ts'

const TEXT = /\.(?:ts|mjs|yaml|md|json|[ch])$/

/** The texts at a path, a file or all below a folder, as paths from the repository's root; but what is defined there. */
export const textsIn = (path: string, except: readonly string[] = []): string[] => {
  if (TEXT.test(path)) return [path]
  return readdirSync(`${ROOT_FOLDER}${path}`, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && TEXT.test(entry.name))
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(ROOT_FOLDER.length))
    .filter((file) => !except.some((folder) => file.startsWith(folder)))
    .toSorted()
}

/** The files that cite an id, by id. */
export const citationsIn = (files: readonly string[]): ReadonlyMap<string, readonly string[]> => {
  const of = new Map<string, string[]>()
  for (const file of files)
    for (const id of idsIn(readFileSync(`${ROOT_FOLDER}${file}`, 'utf8')))
      of.set(id, [...(of.get(id) ?? []), file])
  return of
}
