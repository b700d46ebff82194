/**
 * `npm run package`, and before that `npm pack`: writes `dist/`, which is what a package has instead of the sources.
 */
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CITATIONS, citationsIn, citing } from '../../spec/files/citations.ts'
import { ROOT_FOLDER } from '../../spec/files/library.ts'
import { bundle, sourcesIn } from './bundle.mjs'

const DIST = join(ROOT_FOLDER, 'dist')
const require = createRequire(import.meta.url)

const write = (path: string, contents: string | Uint8Array): void => {
  const file = join(ROOT_FOLDER, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, contents)
}

const javascript = async (): Promise<void> => {
  const { files, packages } = await bundle(ROOT_FOLDER.replace(/\/$/, ''), sourcesIn(ROOT_FOLDER), 'anywhere')
  for (const [path, contents] of files) write(`dist/${path}`, contents)
  // Their licences ask to be where their code is.
  for (const name of new Set([...packages.keys()].map((path) => /.*node_modules\/([^/]+)/.exec(path)![1]))) {
    mkdirSync(join(DIST, 'licences'), { recursive: true })
    copyFileSync(join(ROOT_FOLDER, 'node_modules', name, 'LICENSE'), join(DIST, `licences/${name}`))
  }
}

/** The declarations that `index.ts` and the designs lead to. */
const types = (): void => {
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc')
  execFileSync(process.execPath, [tsc, '-p', join(import.meta.dirname, 'types.json')], { stdio: 'inherit' })
  for (const path of declarations('types')) {
    const file = join(DIST, path)
    // tsc leaves the sources' endings, which no consumer has.
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/((?:from |import\()['"]\.[^'"]*)\.ts(?=['"])/g, '$1.js'))
  }
}

const declarations = (folder: string): string[] =>
  readdirSync(join(DIST, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    return entry.isDirectory() ? declarations(path) : [path]
  })

rmSync(DIST, { recursive: true, force: true })
await javascript()
types()
write(CITATIONS, JSON.stringify([...citationsIn(citing())]))
