/**
 * Who imports whom, read from the sources: types included, and what is imported only when it is needed.
 */
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { ROOT_FOLDER } from '../../../spec/files/library.ts'

export interface Import {
  readonly from: string
  /** A file of ours, or the name of a package or of a part of Node. */
  readonly to: string
  /** Names imported as values; types decide nothing. */
  readonly values: readonly string[]
}

/** The sources below a folder, as paths from the repository's root. */
export const sources = (folder: string): string[] =>
  readdirSync(join(ROOT_FOLDER, folder)).flatMap((entry) => {
    const path = join(folder, entry)
    if (statSync(join(ROOT_FOLDER, path)).isDirectory()) return sources(path)
    return path.endsWith('.ts') ? [path] : []
  })

const STATEMENT = /(?:^|\n)(?:import|export)\s+(type\s+)?(?:([^'"]*?)\s+from\s+)?['"]([^'"]+)['"]/g
const CALL = /\bimport\(\s*['"]([^'"]+)['"]/g

export const importsOf = (from: string): Import[] => {
  const text = readFileSync(join(ROOT_FOLDER, from), 'utf8')
  const path = (to: string): string =>
    to.startsWith('.') ? relative(ROOT_FOLDER, join(ROOT_FOLDER, dirname(from), to)) : to
  return [
    ...[...text.matchAll(STATEMENT)].map(([, allTypes, names = '', to]) => ({
      from,
      to: path(to),
      values: allTypes === undefined ? valuesIn(names) : [],
    })),
    ...[...text.matchAll(CALL)].map(([, to]) => ({ from, to: path(to), values: [] })),
  ]
}

const valuesIn = (names: string): string[] =>
  names
    .replaceAll(/[{}]/g, '')
    .split(',')
    .map((name) => name.trim().split(' as ')[0])
    .filter((name) => name !== '' && !name.startsWith('type '))

/** Files that reach each other, one list a circle; `to` may be anything that is not a key. */
export const circles = (into: ReadonlyMap<string, readonly string[]>): string[][] => {
  const reached = new Map([...into.keys()].map((file) => [file, reachable(into, file)]))
  const seen = new Set<string>()
  return [...into.keys()].flatMap((file) => {
    const around = [...reached.get(file)!.keys()].filter((other) => reached.get(other)?.has(file))
    if (around.length === 0 || seen.has(file)) return []
    for (const other of around) seen.add(other)
    return [around.toSorted()]
  })
}

/** All that a file imports, directly or through others, each with the file that imports it. */
export const reachable = (into: ReadonlyMap<string, readonly string[]>, start: string): ReadonlyMap<string, string> => {
  const by = new Map<string, string>()
  const queue = [start]
  for (let file = queue.pop(); file !== undefined; file = queue.pop())
    for (const to of into.get(file) ?? [])
      if (!by.has(to)) {
        by.set(to, file)
        queue.push(to)
      }
  return by
}
