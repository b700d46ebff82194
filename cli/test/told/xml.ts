/**
 * Reads XML strictly, and finds elements in it.
 */

/** An element of a document: its name, attributes, the text directly in it, and the elements in it. */
interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly parts: Element[]
  text: string
}

/** Reads XML, strictly: what does not fit together throws. */
export const parseXml = (text: string): Element => {
  const top: Element = { name: '', attributes: {}, parts: [], text: '' }
  const open = [top]
  const token = /<\?[^]*?\?>|<!--[^]*?-->|<!DOCTYPE[^>]*>|<(\/?)([\w:]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y
  while (token.lastIndex < text.length) {
    const at = token.lastIndex
    const found = token.exec(text)
    if (found === null) throw new Error(`no XML: ${text.slice(at, at + 60)}`)
    const [, close, name, attributes, empty, words] = found
    const here = open.at(-1)!
    if (words !== undefined) here.text += unescaped(words)
    else if (name !== undefined && close === '/') {
      if (open.pop()!.name !== name) throw new Error(`${name} closes another`)
    } else if (name !== undefined) {
      const element: Element = { name, attributes: attributesOf(attributes), parts: [], text: '' }
      here.parts.push(element)
      if (empty !== '/') open.push(element)
    }
  }
  if (open.length !== 1 || top.parts.length !== 1) throw new Error('not one whole document')
  return top.parts[0]
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const unescaped = (text: string): string => {
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text)) throw new Error('a control character')
  return text.replaceAll(/&([^;]{0,8});?/g, (entity, name: string) => {
    const code = /^#(\d+)$/.exec(name)
    if (!entity.endsWith(';') || (code === null && NAMED[name] === undefined)) throw new Error(`no entity: ${entity}`)
    return code === null ? NAMED[name] : String.fromCodePoint(Number(code[1]))
  })
}

const attributesOf = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, name, value]) => [name, unescaped(value)]))

export const all = (element: Element): Element[] => [element, ...element.parts.flatMap(all)]
export const textOf = (element: Element): string =>
  all(element)
    .map(({ text }) => text)
    .join(' ')
export const byId = (svg: Element, id: string): Element | undefined =>
  all(svg).find(({ attributes }) => attributes['id'] === id)
export const numbersIn = (text: string): number[] => [...text.matchAll(/-?[\d.]+/g)].map(Number)
