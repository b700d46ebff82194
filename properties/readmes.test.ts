import { readFileSync, readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT_FOLDER } from '../spec/library.ts'

/** Folders with a README of their own that speaks of every file in them. */
const FOLDERS = [
  'model',
  'model/machine',
  'model/hardware',
  'model/kernel',
  'model/designs',
  'spec',
  'spec/litmus',
  'properties',
  'conformance',
  'cli',
  'docs/decisions',
]

/** Files that a README covers under their folder's or group's name. */
const filesIn = (folder: string): string[] =>
  readdirSync(`${ROOT_FOLDER}${folder}`, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'README.md')
    .map(({ name }) => basename(name))

describe('a README in each folder, one sentence a file', () => {
  for (const folder of FOLDERS)
    it(folder, () => {
      const text = readFileSync(`${ROOT_FOLDER}${folder}/README.md`, 'utf8')
      const named = new Set([...text.matchAll(/`([\w./-]+)`/g)].map(([, name]) => basename(name)))
      expect(filesIn(folder).filter((name) => !named.has(name))).toEqual([])
      const said = [...text.matchAll(/^- `([\w.-]+\.(?:ts|mjs|yaml|md))`/gm)].map(([, name]) => name)
      expect(said.filter((name) => !filesIn(folder).includes(name))).toEqual([])
    })
})
