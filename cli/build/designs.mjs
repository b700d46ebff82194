/**
 * Each design has a file of its own in the bundle, for whoever imports it. Their code lies together: were each a file that
 * the bundler knows, what they share would fall into eighty pieces, and loading those takes longer than running them.
 */
import { join } from 'node:path'

/** The module that has every design, under the path of its file from `model/`. */
export const ALL_DESIGNS = 'all-designs'

const designsIn = (sources) =>
  [...sources.keys()].filter((path) => path.startsWith('model/designs/') && path !== 'model/designs/index.ts')

const nameOf = (path) => path.replace(/^model\/|\.ts$/g, '')

/** Makes that module up for the bundler. */
export const allDesigns = (root, sources) => ({
  name: ALL_DESIGNS,
  setup: (build) => {
    build.onResolve({ filter: new RegExp(`^${ALL_DESIGNS}$`) }, () => ({ path: ALL_DESIGNS, namespace: ALL_DESIGNS }))
    build.onLoad({ filter: /^/, namespace: ALL_DESIGNS }, () => ({
      contents: designsIn(sources)
        .map((path) => `export * as ${JSON.stringify(nameOf(path))} from ${JSON.stringify(`./${path}`)}`)
        .join('\n'),
      resolveDir: root,
    }))
  },
})

/** Those files: each hands on what the design's source exports. */
export const designFiles = async (build, root, sources, plugins) => {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: designsIn(sources),
    outdir: join(root, 'dist'),
    write: false,
    metafile: true,
    format: 'esm',
    logLevel: 'silent',
    plugins,
  })
  return Object.values(metafile.outputs).map(({ entryPoint, exports }) => {
    const name = nameOf(entryPoint)
    const up = '../'.repeat(name.split('/').length - 1)
    const text = [
      `import { ${JSON.stringify(name)} as design } from '${up}${ALL_DESIGNS}.js'`,
      ...exports.map((one) =>
        one === 'default' ? 'export default design.default' : `export const ${one} = design.${one}`,
      ),
    ]
    return [`${name}.js`, Buffer.from(`${text.join('\n')}\n`)]
  })
}
