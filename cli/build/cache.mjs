/**
 * A clone runs its sources. Compiling them takes longer than most commands, so what they compile to is kept in
 * `node_modules/.cache`, in a folder whose name says what it was made from: never made anew in place, never stale.
 *
 * The name is a hash over every source (this file is one), where they are, the versions of Node and of all packages, and
 * over every file of a package that went in. A folder appears whole, by being renamed.
 */
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { bundle, sourcesIn } from './bundle.mjs'

/** What was not used for so long goes, milliseconds. A command that runs longer has loaded what it needs. */
const KEPT = 3 * 24 * 3600 * 1000

/** The folder with what the sources of the clone at `root` compile to; undefined if they do not, or it cannot be kept. */
export const compiled = async (root) => {
  const cache = join(root, 'node_modules/.cache/p2pdma-spec')
  try {
    const sources = sourcesIn(root)
    const made = hashOf([
      ['root', root],
      ['node', process.version],
      ['packages', readFileSync(join(root, 'node_modules/.package-lock.json'))],
      ...sources,
    ])
    const list = join(cache, `${made}.json`)
    const known = existsSync(list) ? folderOf(made, packagesIn(root, list)) : undefined
    if (known !== undefined && existsSync(join(cache, known))) return used(join(cache, known))
    return await compile(root, cache, made, sources)
  } catch {
    // Sources that do not compile, a disk that is full or not ours: the sources run as they are, and say what is wrong.
    return undefined
  }
}

const hashOf = (entries) => {
  const hash = createHash('sha256')
  for (const [name, content] of entries)
    hash
      .update(`${name}\0${typeof content === 'string' ? Buffer.byteLength(content) : content.length}\0`)
      .update(content)
  return hash.digest('hex').slice(0, 32)
}

/** What a bundle is made of: sources and versions, and what was in the files of packages. */
const folderOf = (made, packages) => `${made}-${hashOf(packages)}`

const packagesIn = (root, list) =>
  JSON.parse(readFileSync(list, 'utf8')).map((name) => [name, readFileSync(join(root, name))])

const used = (folder) => {
  const now = Date.now()
  if (now - statSync(folder).mtimeMs > KEPT / 3) utimesSync(folder, new Date(now), new Date(now))
  return folder
}

const compile = async (root, cache, made, sources) => {
  const { files, packages } = await bundle(root, sources, 'here')
  mkdirSync(cache, { recursive: true })
  const names = [...packages.keys()].toSorted()
  const folder = join(
    cache,
    folderOf(
      made,
      names.map((name) => [name, packages.get(name)]),
    ),
  )
  const unfinished = mkdtempSync(join(cache, 'unfinished-'))
  try {
    for (const [path, contents] of files) {
      mkdirSync(dirname(join(unfinished, path)), { recursive: true })
      writeFileSync(join(unfinished, path), contents)
    }
    writeFileSync(join(unfinished, 'package.json'), '{ "type": "module" }\n')
    writeFileSync(join(unfinished, 'packages.json'), JSON.stringify(names))
    // Whoever may read the sources may read what they compile to.
    chmodSync(unfinished, 0o755)
    appear(unfinished, folder)
    const list = join(cache, `unfinished-${process.pid}.json`)
    writeFileSync(list, JSON.stringify(names))
    renameSync(list, join(cache, `${made}.json`))
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
  sweep(cache)
  return folder
}

/** Somebody else may have made the same meanwhile: that is as good. */
const appear = (unfinished, folder) => {
  try {
    renameSync(unfinished, folder)
  } catch (error) {
    if (!existsSync(join(folder, 'packages.json'))) throw error
  }
}

const sweep = (cache) => {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name)
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats !== undefined && Date.now() - stats.mtimeMs > KEPT) rmSync(path, { recursive: true, force: true })
  }
}
