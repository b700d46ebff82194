/** Markdown as prettier leaves it: so that what is generated needs no formatting. */

/** A sentence of the code as Markdown: identifiers become code, and nothing in it is markup. */
export const prose = (text: string): string =>
  text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : escaped(part)))
    .join('')

const escaped = (text: string): string =>
  text.replaceAll('*', '\\*').replaceAll(/\w*_\w*(?:\(\))?/g, (identifier) => `\`${identifier}\``)

export const code = (text: string): string => `\`${text}\``
export const link = (text: string, to: string): string => `[${text}](${to})`

/** The anchor that GitHub gives a heading. */
export const anchor = (heading: string): string =>
  `#${heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-')}`

export const bullets = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n')

/** A page or section: its blocks, an empty line between two; empty blocks left out. */
export const blocks = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n\n')

/** The first row is the head; columns padded to their widest cell. */
export const markdownTable = ([head, ...rows]: readonly (readonly string[])[]): string => {
  const width = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => row[column].length)))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(width[column])).join(' | ')} |`
  return [line(head), line(width.map((n) => '-'.repeat(n))), ...rows.map(line)].join('\n')
}

/** YAML as it stands in its file: prettier would break its rows. */
export const yamlBlock = (text: string): string => `<!-- prettier-ignore -->\n\`\`\`yaml\n${text.trimEnd()}\n\`\`\``

/** `text` with what stands between `<!-- name -->` and `<!-- /name -->` replaced; undefined: no such markers. */
export const replaceBlock = (text: string, name: string, block: string): string | undefined => {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const [start, end] = [text.indexOf(open), text.indexOf(close)]
  if (start < 0 || end < start) return undefined
  return `${text.slice(0, start + open.length)}\n\n${block}\n\n${text.slice(end)}`
}
