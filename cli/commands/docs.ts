/** `p2pspec docs [--check]`: writes the reference pages from the code, or says which of them are stale. */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { readManifests } from '../../conformance/linux/compare/corpus.ts'
import { readCounts } from '../../conformance/linux/judged/count.ts'
import { IS_CLONE, ROOT_FOLDER } from '../../spec/files/library.ts'
import { readText } from '../../spec/files/read-text.ts'
import { makeFolder, tryFile, tryFolder, writeWhole } from '../../spec/files/write.ts'
import { UsageError, print, printJson, type Command } from '../command.ts'
import { families } from '../../spec/rules/index.ts'
import { fromMemory } from '../docs/from-memory.ts'
import { axiomPages } from '../docs/axioms.ts'
import { formatPage } from '../docs/format.ts'
import { judgedBlock } from '../docs/judged.ts'
import { linuxPage } from '../docs/linux.ts'
import { listPages } from '../docs/lists.ts'
import { matrixPage, plainMatrix } from '../docs/matrix.ts'
import { FORMAT, LIMITS, LINUX, MATRIX, SEMANTICS, pageOf } from '../docs/places.ts'
import { familyPage } from '../docs/rule.ts'
import { shelf, type Shelf } from '../docs/shelf.ts'
import { replaceBlock } from '../docs/markdown.ts'

export const docs: Command = {
  takes: '',
  summary:
    'writes docs/semantics, docs/matrix.md, docs/linux.md, docs/format.md, the matrix in README.md and the count in docs/limits.md',
  options: { check: { type: 'boolean', says: 'writes nothing, and says which pages are not current' } },
  run: (_, values) => {
    if (!IS_CLONE) throw new UsageError('docs: found an installed package; accepted: a clone, which has the pages')
    const checks = values['check'] === true
    if (!checks) tryPages()
    const wanted = pages(shelf(), readme())
    const changed = stale(wanted)
    if (!checks) write(wanted, changed)
    if (values['json'] === true) printJson('docs', { pages: [...wanted.keys()], stale: changed })
    else tell(wanted.size, changed, checks)
    return checks && changed.length > 0 ? 1 : 0
  },
}

/** Pages outside the generated folder. */
const OUTSIDE = ['README.md', LIMITS, MATRIX, FORMAT, LINUX]

/** What is there is read and tried before the pages are made, which takes seconds. */
const tryPages = (): void => {
  tryFolder('docs', `${ROOT_FOLDER}${SEMANTICS}`)
  for (const path of OUTSIDE) {
    if (existsSync(`${ROOT_FOLDER}${path}`)) textOf(path)
    tryFile('docs', `${ROOT_FOLDER}${path}`)
  }
  for (const path of inSemantics()) tryFile('docs', `${ROOT_FOLDER}${path}`)
}

const inSemantics = (): string[] => {
  const folder = `${ROOT_FOLDER}${SEMANTICS}`
  return existsSync(folder) ? readdirSync(folder).map((file) => `${SEMANTICS}/${file}`) : []
}

/** All are tried first: no page is written where another one cannot be. */
const write = (wanted: ReadonlyMap<string, string>, changed: readonly string[]): void => {
  makeFolder('docs', `${ROOT_FOLDER}${SEMANTICS}`)
  for (const path of changed) tryFile('docs', `${ROOT_FOLDER}${path}`)
  for (const path of changed) {
    const text = wanted.get(path)
    if (text === undefined) rmSync(`${ROOT_FOLDER}${path}`)
    else writeWhole('docs', `${ROOT_FOLDER}${path}`, text)
  }
}

const tell = (count: number, changed: readonly string[], checked: boolean): void => {
  for (const path of changed)
    print(checked ? `!!! ${path}: not current; npx p2pspec docs writes it` : `${path}: written`)
  print(`${count} pages, ${changed.length} ${checked ? 'stale' : 'changed'}`)
}

/** Every generated page by its path, as it should be. README.md is given, and one block of it made anew. */
export const pages = (s: Shelf, readmeText: string): ReadonlyMap<string, string> => {
  const manifests = readManifests()
  const withMatrix = withBlock('README.md', readmeText, 'matrix', plainMatrix(s))
  return new Map([
    ['README.md', withBlock('README.md', withMatrix, 'from-memory', fromMemory(s))],
    [LIMITS, withBlock(LIMITS, textOf(LIMITS), 'judged', judgedBlock(manifests))],
    [MATRIX, matrixPage(s)],
    [FORMAT, formatPage(s)],
    [LINUX, linuxPage(manifests, readCounts())],
    ...families.map((family) => [`${SEMANTICS}/${pageOf(family)}`, familyPage(s, family)] as const),
    ...[...axiomPages(), ...listPages(s)].map(([file, text]) => [`${SEMANTICS}/${file}`, text] as const),
  ])
}

/** A page that a person wrote, but for one block. */
const withBlock = (path: string, text: string, block: string, made: string): string => {
  const whole = replaceBlock(text, block, made)
  if (whole !== undefined) return whole
  throw new UsageError(`${path}: found no block for the ${block}; accepted: <!-- ${block} --> and <!-- /${block} -->`)
}

const textOf = (path: string): string => readText(`${ROOT_FOLDER}${path}`, LARGEST_PAGE)
export const readme = (): string => textOf('README.md')

/** Bytes; the largest has 60 000. */
const LARGEST_PAGE = 2 ** 22

/** Pages whose file says something else, and files in the generated folder that are no page. */
export const stale = (wanted: ReadonlyMap<string, string>): string[] => {
  const there = inSemantics()
  const differs = ([path, text]: readonly [string, string]): boolean =>
    !existsSync(`${ROOT_FOLDER}${path}`) || readText(`${ROOT_FOLDER}${path}`, LARGEST_PAGE) !== text
  return [...[...wanted].filter(differs).map(([path]) => path), ...there.filter((path) => !wanted.has(path))]
}
