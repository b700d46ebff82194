/**
 * The sources as a few files of JavaScript: for the package, and for a clone, which keeps them by content (cache.mjs).
 *
 * What is compiled is what was read, once, into memory, so that a file that is edited meanwhile cannot slip in unhashed.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ALL_DESIGNS, allDesigns, designFiles } from './designs.mjs'

/** Where code of the command is; whatever else lies in a clone costs nothing. One that is missing here is told by cache.test.ts. */
const ROOMS = ['cli', 'conformance', 'machines', 'model', 'properties', 'spec', 'story']
const LEFT_OUT = new Set(['cli/test', 'conformance/recordings', 'machines/test', 'properties/suites'])

/** Packages of many small CommonJS files: loading them costs more than all else. They go into the bundle; others stay packages. */
const TAKEN_IN = ['io-ts', 'fp-ts', 'yaml']

/** Every source of the command by its path from the root, and its text, in the order of paths. */
export const sourcesIn = (root) => {
  const read = (folder) =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = `${folder}/${entry.name}`
      if (entry.isDirectory()) return LEFT_OUT.has(path) ? [] : read(path)
      return /(?<!\.test)\.ts$|^cli\/.*\.mjs$/.test(path) ? [path] : []
    })
  const paths = ['index.ts', 'package.json', ...ROOMS.flatMap(read)].toSorted((a, b) => (a < b ? -1 : 1))
  return new Map(paths.map((path) => [path, readFileSync(join(root, path))]))
}

/** Files that others name: the command, its worker, what a design imports, and all designs. */
const entryPoints = (root) => [
  { in: join(root, 'cli/main.ts'), out: 'cli' },
  { in: join(root, 'properties/workers/worker.ts'), out: 'worker' },
  { in: join(root, 'index.ts'), out: 'index' },
  { in: ALL_DESIGNS, out: ALL_DESIGNS },
]

/**
 * The bundle: each file's path in its folder and bytes; and the files of packages in it, by path from the root.
 *
 * @param placed where sources are said to be, for `import.meta`: `root` is right for this machine alone, `'..'` (from the
 *   bundle's folder) for any
 * @param entries sources that others name, and what they are called in the bundle; left out: those of the command
 */
export const bundle = async (root, sources, placed, entries) => {
  const { build } = await import('esbuild')
  const packages = new Map()
  const plugins = [allDesigns(root, sources), fromMemory(root, sources, placed, packages)]
  const built = await build({
    absWorkingDir: root,
    entryPoints: entries ?? entryPoints(root),
    outdir: join(root, 'dist'),
    write: false,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    mainFields: ['module', 'main'],
    charset: 'utf8',
    chunkNames: 'chunk-[hash]',
    logLevel: 'silent',
    ...(placed === 'here'
      ? { sourcemap: 'linked', sourcesContent: false, sourceRoot: `${pathToFileURL(root).href}/` }
      : {}),
    plugins,
  })
  const files = new Map(built.outputFiles.map(({ path, contents }) => [relative(join(root, 'dist'), path), contents]))
  const named = entries === undefined ? await designFiles(build, root, sources, plugins) : []
  return { files: new Map([...files, ...named]), packages }
}

const fromMemory = (root, sources, placed, packages) => ({
  name: 'from-memory',
  setup: (build) => {
    const { resolve } = createRequire(join(root, 'package.json'))
    build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      if (kind === 'entry-point') return undefined
      const name = TAKEN_IN.find((taken) => path === taken || path.startsWith(`${taken}/`))
      if (name === undefined) return { path, external: true }
      // Their ES modules, of which only what is used is taken in.
      const folder = dirname(resolve(`${name}/package.json`))
      const inside =
        { 'io-ts': 'es6/index.js', yaml: 'browser/index.js' }[path] ??
        path.replace(/^fp-ts\/(?:lib|es6)\/(.*?)(?:\.js)?$/, 'es6/$1.js')
      return { path: join(folder, inside), sideEffects: false }
    })
    build.onLoad({ filter: /\.[jt]s$/ }, ({ path }) => {
      const name = relative(root, path)
      const source = sources.get(name)
      if (source !== undefined) return { contents: located(source.toString('utf8'), name, root, placed), loader: 'ts' }
      // Wherever links lead to.
      if (!path.includes('/node_modules/'))
        return { errors: [{ text: `${name} is imported, and is no source of the command` }] }
      const contents = readFileSync(path)
      packages.set(name, contents)
      return { contents, loader: 'js' }
    })
  },
})

/** `import.meta` of a source says where the source is. Only where.ts asks where it is itself. */
const located = (text, name, root, placed) => {
  if (name === WHERE || !text.includes('import.meta.')) return text
  const url =
    placed === 'here'
      ? JSON.stringify(pathToFileURL(join(root, name)).href)
      : `new URL('../${name}', import.meta.url).href`
  const folder =
    placed === 'here' ? JSON.stringify(dirname(join(root, name))) : `import.meta.dirname + '/../${dirname(name)}'`
  // One pass: what is put in may say import.meta again.
  return text.replaceAll(/import\.meta\.(url|dirname)\b/g, (_, which) => (which === 'url' ? url : folder))
}
const WHERE = 'spec/files/where.ts'
