/**
 * Text that fits its box in whatever font there is.
 *
 * Graphviz measures with Arial, and a viewer may have another font: DejaVu Sans and Verdana are a seventh wider, their bold
 * faces a quarter. So boxes are laid out for letters of {@link LAID_OUT} points, and drawn are letters of {@link DRAWN}:
 * that is the reserve. Each text says besides how long it is, so that a browser squeezes a font that is wider still.
 */

/** Points of a letter when boxes are made. */
export const LAID_OUT = 15
/** Points of a letter that is drawn. */
export const DRAWN = 12
/** How much of the width that was measured a text takes: of Arial a little more than it needs, of others less. */
export const TAKEN = 0.87

const FONTS = "Arial,Helvetica,'Liberation Sans','Noto Sans','DejaVu Sans',Verdana,sans-serif"

/** What Graphviz's `json` says of a picture: operations that draw. */
interface Operation {
  readonly op: string
  readonly size?: number
  readonly fontchar?: number
  readonly text?: string
  readonly width?: number
}
const BOLD = 1

/** Every text of a picture with the width that it was given; `text`, whether it is bold, and its size name it. */
type Widths = ReadonlyMap<string, number>

const keyOf = (text: string, isBold: boolean, size: number): string => `${size} ${isBold} ${text}`

/** @param json the same picture as Graphviz's `json` */
export const widthsIn = (json: string): Widths => {
  const widths = new Map<string, number>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [name, of] of Object.entries(value))
      if (/^_h?l?t?draw_$/.test(name)) note(of as readonly Operation[], widths)
      else visit(of)
  }
  visit(JSON.parse(json))
  return widths
}

const note = (operations: readonly Operation[], widths: Map<string, number>): void => {
  let [size, isBold] = [0, false]
  for (const { op, size: points, fontchar, text, width } of operations) {
    if (op === 'F') size = points!
    if (op === 't') isBold = fontchar! % (2 * BOLD) >= BOLD
    if (op === 'T' && text !== undefined) widths.set(keyOf(text, isBold, size), width!)
  }
}

/** The picture with letters of the size that is drawn, each text where it was and as long as it may be. */
export const fitted = (svg: string, widths: Widths): string => {
  let isInBox = false
  return svg.replaceAll(
    /<g [^>]*class="([\w-]+)[^>]*>|<text ([^>]*)>([^<]*)<\/text>/g,
    (all, kind: string | undefined, attributes: string, markup: string) => {
      if (kind === undefined) return text(attributesIn(attributes), markup, widths, isInBox)
      isInBox = kind === 'node' || kind === 'edge'
      return all
    },
  )
}

/** @param isInBox whether it stands in the middle of a box; else it begins at the left, and its reserve is at the right */
const text = (said: Readonly<Record<string, string>>, markup: string, widths: Widths, isInBox: boolean): string => {
  const size = Number(said['font-size'])
  const words = plain(markup)
  const width = words.trim() === '' ? undefined : widths.get(keyOf(words, said['font-weight'] === 'bold', size))
  const length = width === undefined ? {} : { textLength: (width * TAKEN).toFixed(2), lengthAdjust: 'spacingAndGlyphs' }
  const attributes = {
    ...(isInBox && width !== undefined ? centred(said, width) : said),
    'font-family': FONTS,
    'font-size': ((size * DRAWN) / LAID_OUT).toFixed(2),
    ...length,
  }
  return `<text ${attributesOf(attributes)}>${markup}</text>`
}

const attributesIn = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]))

const centred = (said: Readonly<Record<string, string>>, width: number): Record<string, string> => {
  if (said['text-anchor'] !== 'start') return said
  return { ...said, 'text-anchor': 'middle', x: (Number(said['x']) + width / 2).toFixed(2) }
}

const attributesOf = (all: Readonly<Record<string, string>>): string =>
  Object.entries(all)
    .map(([name, value]) => `${name}="${value}"`)
    .join(' ')

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' }

const plain = (markup: string): string =>
  markup.replaceAll(/&(?:#(\d+)|(\w+));/g, (entity, code: string | undefined, name: string | undefined) =>
    code === undefined ? (ENTITIES[name!] ?? entity) : String.fromCodePoint(Number(code)),
  )
