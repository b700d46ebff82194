/**
 * The picture as a file for a browser: laid out by Graphviz, its text left as text, on paper of its own, light or dark.
 */
import { dotOf } from './dot.ts'
import { inXml } from './escape.ts'
import { fitted, widthsIn } from './fit.ts'
import { nightStyle } from './palette.ts'
import type { Scene } from './scene.ts'

/** The same scene gives the same bytes, with the same version of the library. */
export const svgOf = async (scene: Scene): Promise<string> => {
  // Its WebAssembly is loaded by who draws, and by nobody else.
  const { Graphviz } = await import('@hpcc-js/wasm-graphviz')
  const graphviz = await Graphviz.load()
  const dot = dotOf(scene)
  return titled(fitted(graphviz.layout(dot, 'svg', 'dot'), widthsIn(graphviz.layout(dot, 'json', 'dot'))), scene)
}

/** A title that a browser's tab shows, and the colours of the night. */
const titled = (svg: string, { title }: Scene): string =>
  svg
    .replace(
      /<svg ([^>]*)>/,
      (_, attributes: string) =>
        `<svg ${attributes} role="img" style="color-scheme:light dark">\n<title>${inXml(title)}</title>\n<style>${nightStyle()}</style>`,
    )
    .replace(/<title>machine<\/title>\n/, '')
