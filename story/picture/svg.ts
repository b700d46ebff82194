/**
 * The picture as a file for a browser: laid out by Graphviz, its text left as text, on paper of its own.
 */
import { dotOf } from './dot.ts'
import { inXml } from './escape.ts'
import type { Scene } from './scene.ts'

/** The same scene gives the same bytes, with the same version of the library. */
export const svgOf = async (scene: Scene): Promise<string> => {
  // Its WebAssembly is loaded by who draws, and by nobody else.
  const { Graphviz } = await import('@hpcc-js/wasm-graphviz')
  const graphviz = await Graphviz.load()
  return titled(graphviz.layout(dotOf(scene), 'svg', 'dot'), scene)
}

/** A title that a browser's tab shows, white behind everything whatever the browser's colours are, and fonts that are there. */
const titled = (svg: string, { title }: Scene): string =>
  svg
    .replace(
      /<svg ([^>]*)>/,
      (_, attributes: string) =>
        `<svg ${attributes} role="img" style="background:#ffffff;color-scheme:light">\n<title>${inXml(title)}</title>`,
    )
    .replace(/<title>machine<\/title>\n/, '')
    .replaceAll('font-family="Arial"', 'font-family="Arial,Helvetica,sans-serif"')
