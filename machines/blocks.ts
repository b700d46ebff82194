/**
 * The text of a dump as blocks: the line that names a function, and the lines below it. People paste what lspci printed: quoted in a
 * mail, broken at 72 columns, a short list in front of the long one.
 */
import { isHexLine } from './hex-dump.ts'
import type { Note } from './dumped.ts'

export interface Block {
  readonly line: number
  readonly domain: number
  readonly bus: number
  readonly devfn: number
  /** What stands behind the address. */
  title: string
  readonly lines: string[]
}

export interface Blocks {
  readonly blocks: readonly Block[]
  /** What looks like an address, and is none. */
  readonly notes: readonly Note[]
}

/** `lspci -PP` puts the bridges above in front, `00:01.0/01:00.0`. */
const HEAD =
  /^\s*(?:([\da-f]{4,8}):)?(?:[\da-f]{2}:[01][\da-f]\.[0-7]\/)*([\da-f]{2}):([01][\da-f])\.([0-7])\s+(\S.*)$/i
/** `lspci -P`: the number of the bus is missing. */
const PATH = /^\s*(?:[\da-f]{4,8}:)?[\da-f]{2}:[01][\da-f]\.[0-7](?:\/[01][\da-f]\.[0-7])+(?=\s+\S)/i
const NO_HEAD = /^\s*(?:[\da-f]{4,8}:)?[\da-f]{2}:[\da-f]{2}\.[\da-f]\s+\S/i
/** A line of lspci is indented, or begins with a word and a colon where a forum has taken the indent away. */
const IS_WHOLE = /^\s|^[\w /()-]+:/

export const blocksOf = (text: string): Blocks => {
  const blocks: Block[] = []
  const notes: Note[] = []
  /** Undefined: nothing was begun, or what is no address. */
  let block: Block | undefined
  for (const [i, quoted] of text.split(/\r?\n/).entries()) {
    // As it stands in somebody's answer to a mail.
    const line = quoted.replace(/^(?:> ?)+/, '')
    const head = HEAD.exec(line)
    if (head !== null) blocks.push((block = begun(head, i + 1)))
    else if (NO_HEAD.test(line) || PATH.test(line)) {
      const why = PATH.test(line)
        ? 'is a path without bus numbers (lspci -P); it is left out, and lspci -PP has them'
        : 'is no address: devices go to 1f, functions to 7; it is left out'
      notes.push({ line: i + 1, says: `${line.trim().split(/\s/)[0]} ${why}` })
      block = undefined
    } else if (/^\s*(?:#|$)/.test(line)) continue
    else if (block !== undefined) add(block, line)
  }
  return { blocks, notes }
}

const begun = ([, domain = '0', bus, slot, fn, title]: RegExpExecArray, line: number): Block => ({
  line,
  domain: Number.parseInt(domain, 16),
  bus: Number.parseInt(bus, 16),
  devfn: Number.parseInt(slot, 16) * 8 + Number(fn),
  title,
  lines: [],
})

/** What a mail program broke off goes back to its line. */
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
export const together = (blocks: readonly Block[], bdf: (block: Block) => string, notes: Note[]): Block[] => {
  const found = new Map<string, Block>()
  for (const block of blocks) {
    const name = bdf(block)
    const known = found.get(name)
    found.set(name, known === undefined ? block : joined(known, block, name, notes))
  }
  return [...found.values()]
}

const joined = (first: Block, other: Block, name: string, notes: Note[]): Block => {
  const [a, b] = [detailOf(first), detailOf(other)]
  const [counts, rest] = b > a ? [other, first] : [first, other]
  const [hex, more] = [counts, rest].map((block) => linesOf(block, true))
  const isSaidTwice = Math.min(a, b) > 0 && a === b && first.lines.join('\n') !== other.lines.join('\n')
  if (isSaidTwice) notes.push({ line: other.line, says: `${name} stands in line ${first.line}, too; that one counts` })
  return {
    ...counts,
    // A short list has the numbers of -nn, where the long one has names only.
    title: a === b || !IDS.test(rest.title) || IDS.test(counts.title) ? counts.title : `${counts.title} ${rest.title}`,
    lines: [...linesOf(counts, false), ...(hex.length > 0 ? hex : more)],
  }
}

const IDS = /\[[\da-f]{4}:[\da-f]{4}\]/i
