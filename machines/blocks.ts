/**
 * The text of a dump as blocks: the line that names a function, and the lines below it. People paste what lspci printed: quoted in a
 * mail, broken at 72 columns, a short list in front of the long one.
 */
import { bdfOf, placeOf, standsTwice, type Note, type Place } from './dumped.ts'
import { isHexLine } from './hex-dump.ts'

export interface Block extends Place {
  readonly line: number
  /** What stands behind the address. */
  title: string
  readonly lines: string[]
}

export interface Blocks {
  readonly blocks: readonly Block[]
  /** Each tells of a line that begins like an address and is none. */
  readonly notes: readonly Note[]
}

/** `lspci -PP` puts the bridges above in front, `00:01.0/01:00.0`. */
const HEAD =
  /^\s*(?:([\da-f]{4,8}):)?(?:[\da-f]{2}:[01][\da-f]\.[0-7]\/)*([\da-f]{2}):([01][\da-f])\.([0-7])\s+(\S.*)$/i
/** `lspci -P`: the number of the bus is missing. */
const PATH = /^\s*(?:[\da-f]{4,8}:)?[\da-f]{2}:[01][\da-f]\.[0-7](?:\/[01][\da-f]\.[0-7])+(?=\s+\S)/i
const NO_HEAD = /^\s*(?:[\da-f]{4,8}:)?[\da-f]{2}:[\da-f]{2}\.[\da-f]\s+\S/i
/** The two numbers of `-nn`, `[10de:1b02]`. Names have brackets, too. */
export const IDS = /\[([\da-f]{4}):([\da-f]{4})\]/gi
/** A class begins with a capital or a digit, `-m` puts it in quotes, and `-n` has its number; a sentence goes on in small letters. */
const IS_CLASS = /^(?:["A-Z\d]|[\da-f]{4}: )/
/** A line of lspci is indented, or begins with a word and a colon where a forum has taken the indent away. */
const IS_WHOLE = /^\s|^[\w /()-]+:/

export const blocksOf = (text: string): Blocks => {
  const blocks: Block[] = []
  const notes: Note[] = []
  /** Undefined: nothing was begun, or what is no address. */
  let block: Block | undefined
  for (const [i, line] of unquoted(text).entries()) {
    const found = HEAD.exec(line)
    const head = found !== null && IS_CLASS.test(found[5]) ? found : null
    const why = found !== null && head === null ? PROSE : noAddress(line)
    if (head !== null) blocks.push((block = begun(head, i + 1)))
    else if (why !== undefined) {
      notes.push({ line: i + 1, says: `${line.trim().split(/\s/)[0]} ${why}` })
      block = undefined
    } else if (/^\s*(?:#|$)/.test(line)) continue
    else if (block !== undefined) add(block, line)
  }
  return { blocks, notes }
}

/** The lines of a text, without the marks of a mail that quotes it. */
export const unquoted = (text: string): string[] => text.split(/\r?\n/).map((line) => line.replace(/^(?:> ?)+/, ''))

const PROSE = 'begins a sentence, not the name of a class; the line is left out'

const noAddress = (line: string): string | undefined => {
  if (PATH.test(line)) return 'is a path without bus numbers (lspci -P); it is left out, and lspci -PP has them'
  return NO_HEAD.test(line) ? 'is no address: devices go to 1f, functions to 7; it is left out' : undefined
}

const begun = ([, domain, bus, slot, fn, title]: RegExpExecArray, line: number): Block => ({
  ...placeOf(domain, bus, slot, fn),
  line,
  title: unquotedTitle(title),
  lines: [],
})

/** `lspci -m` and `-mm`: class, vendor and device in quotes; with `-nn` each has its number behind it, with `-n` it is the number. */
const FIELDS = /^"([^"]*)" "([^"]*)" "([^"]*)"/
const NUMBERED = /^(.*?) ?\[([\da-f]{4})\]$/i

/** The same as `lspci -nn` prints it. */
const unquotedTitle = (title: string): string => {
  const fields = FIELDS.exec(title)?.slice(1)
  if (fields === undefined) return title
  const [kind, vendor, device] = fields
  if (fields.every((field) => /^[\da-f]{4}$/i.test(field))) return `${kind}: ${vendor}:${device}`
  const numbered = [vendor, device].map((field) => NUMBERED.exec(field))
  const id = numbered.every((found) => found !== null) ? ` [${numbered.map((found) => found[2]).join(':')}]` : ''
  return `${kind}: ${[vendor, device].map((field, i) => numbered[i]?.[1] ?? field).join(' ')}${id}`
}

/** A mail program breaks long lines. This joins the pieces again. */
const add = (block: Block, line: string): void => {
  if (IS_WHOLE.test(line)) block.lines.push(line)
  else if (block.lines.length > 0) block.lines[block.lines.length - 1] += ` ${line}`
  else block.title += ` ${line}`
}

/** How much a block says as text: nothing, what `lspci -v` prints, what `-vv` prints. */
const detailOf = ({ lines }: Block): number =>
  lines.some((line) => /^\s*Control:/.test(line))
    ? 2
    : lines.some((line) => /^\s*(?:Flags|Bus|Capabilities):/.test(line))
      ? 1
      : 0

const linesOf = ({ lines }: Block, hex: boolean): string[] => lines.filter((line) => isHexLine(line) === hex)

/**
 * One block for each address. Of several the fullest text counts, and bytes that another one has; of equals the first.
 *
 * @param notes where a later block says something else than the one that counts
 */
export const together = (blocks: readonly Block[], notes: Note[]): Block[] => {
  const found = new Map<string, Block>()
  for (const block of blocks) {
    const name = bdfOf(block)
    const known = found.get(name)
    found.set(name, known === undefined ? block : joined(known, block, notes))
  }
  return [...found.values()]
}

const joined = (first: Block, other: Block, notes: Note[]): Block => {
  const [a, b] = [detailOf(first), detailOf(other)]
  const [counts, rest] = b > a ? [other, first] : [first, other]
  const [hex, more] = [counts, rest].map((block) => linesOf(block, true))
  const isSaidTwice = Math.min(a, b) > 0 && a === b && first.lines.join('\n') !== other.lines.join('\n')
  if (isSaidTwice) notes.push(standsTwice(first, other.line, first.line))
  return {
    ...counts,
    // A short list has the numbers of -nn, where the long one has names only.
    title:
      a === b || rest.title.search(IDS) < 0 || counts.title.search(IDS) >= 0
        ? counts.title
        : `${counts.title} ${rest.title}`,
    lines: [...linesOf(counts, false), ...(hex.length > 0 ? hex : more)],
  }
}
