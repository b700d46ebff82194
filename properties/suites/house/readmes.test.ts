import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ROOT_FOLDER } from '../../../spec/files/library.ts'
import { ROOMS } from './rooms.ts'

/** What a README may say for many files whose names are made by a rule: `RULE-DESIGN.yaml`, `fabric-*.txt`. */
const PATTERN = /\*|\b(?:RULE|DESIGN|ASSUMPTION)\b/g

const entries = (folder: string) =>
  existsSync(`${ROOT_FOLDER}${folder}`) ? readdirSync(`${ROOT_FOLDER}${folder}`, { withFileTypes: true }) : []

const filesIn = (folder: string): string[] =>
  entries(folder)
    .filter((entry) => entry.isFile() && entry.name !== 'README.md' && !entry.name.endsWith('.tmp'))
    .map(({ name }) => name)

const foldersIn = (folder: string): string[] => [
  folder,
  ...entries(folder).flatMap((entry) => (entry.isDirectory() ? foldersIn(`${folder}/${entry.name}`) : [])),
]

/** Every folder in a room that holds a file needs a README that speaks of each file. */
const folders = ROOMS.flatMap(foldersIn).filter((folder) => filesIn(folder).length > 0)

const textOf = (folder: string): string => {
  const file = `${ROOT_FOLDER}${folder}/README.md`
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

/** Names of files, and patterns of names, in a text. */
const namesIn = (text: string): string[] =>
  text.match(/[\w*-][\w.*-]*\.(?:m?ts|mjs|yaml|jsonl?|md|txt|qnt|pml|py|c|h|sh|fragment|lspci)\b|\bKbuild\b/g) ?? []

const isNamed = (file: string, names: readonly string[]): boolean =>
  names.some((name) => new RegExp(`^${name.replaceAll('.', '\\.').replaceAll(PATTERN, '.+')}$`).test(file))

/** Files that a line of a list is about: those in front of the colon. */
const listed = (text: string): string[] =>
  [...text.matchAll(/^- (`[^:]*`):/gm)].flatMap(([, names]) =>
    [...names.matchAll(/`([^`/]*\.\w+)`/g)].map(([, name]) => name),
  )

describe('a README in each folder, a sentence a file', () => {
  it('is looked for in the folders there are', () => {
    expect(folders).toEqual(expect.arrayContaining(['model/designs/mutants', 'spec/litmus', 'docs/decisions']))
  })

  for (const folder of folders)
    it(folder, () => {
      const text = textOf(folder)
      expect(text, `${folder}/README.md`).not.toBe('')
      const names = namesIn(text)
      expect(
        filesIn(folder).filter((name) => !isNamed(name, names)),
        `${folder}/README.md does not speak of`,
      ).toEqual([])
      const files = filesIn(folder)
      expect(
        listed(text).filter((name) => name.search(PATTERN) < 0 && !files.includes(name)),
        `${folder}/README.md speaks of what is not there`,
      ).toEqual([])
    })
})
