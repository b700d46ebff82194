/**
 * The text of `lspci -vvv -nn` as functions. Only what a function's first line and its own lines say; what follows from all
 * of them together is in `tree.ts`.
 */
import { bdfOf, ridOf, type Dump, type Dumped, type Note } from './dumped.ts'
import { detailsOf } from './lspci-details.ts'
import { isHexLine, readHex } from './hex-dump.ts'

const HEAD = /^\s*(?:([\da-f]{4,8}):)?([\da-f]{2}):([01][\da-f])\.([0-7])\s+(\S.*)$/i
/** `[10de:1b02]`, of `-nn`. */
const IDS = /\[([\da-f]{4}):([\da-f]{4})\]/gi
/** `0300: 10de:1b02`, of `-n`. */
const NUMERIC = /^([\da-f]{4}): ([\da-f]{4}):([\da-f]{4})\b/i

const HOST_BRIDGE = '0600'
const BRIDGES: ReadonlySet<string> = new Set(['0604', '0607', '0609'])

/** The lines of a dump that belong to one function: its first, and those below it. */
interface Block {
  readonly line: number
  /** Undefined: what it begins with is no address. */
  readonly head: RegExpExecArray | undefined
  readonly lines: string[]
}

/** What looks like one, and is out of range. */
const NO_HEAD = /^\s*(?:[\da-f]{4,8}:)?[\da-f]{2}:[\da-f]{2}\.[\da-f]\s+\S/i

/** Every function of the text. No function at all: the text is no dump, and the list is empty. */
export const readLspci = (text: string): Dump => {
  const blocks: Block[] = []
  const notes: Note[] = []
  for (const [i, quoted] of text.split(/\r?\n/).entries()) {
    // As it stands in somebody's answer to a mail.
    const line = quoted.replace(/^(?:> ?)+/, '')
    const head = HEAD.exec(line)
    if (head !== null) blocks.push({ line: i + 1, head, lines: [] })
    else if (NO_HEAD.test(line)) {
      notes.push({
        line: i + 1,
        says: `${line.trim().split(/\s/)[0]} is no address: devices go to 1f, functions to 7; it is left out`,
      })
      blocks.push({ line: i + 1, head: undefined, lines: [] })
    } else if (/^\s*(?:#|$)/.test(line)) continue
    else if (blocks.length > 0) blocks.at(-1)!.lines.push(line)
  }
  const { functions, contradicts } = dumpOf(blocks.flatMap((block) => functionOf(block) ?? []))
  return { functions, contradicts: [...notes, ...contradicts] }
}

/** The functions in order; of an address that stands twice the first counts. */
export const dumpOf = (all: readonly Dumped[]): Dump => {
  const contradicts: Note[] = []
  const seen = new Map<number, Dumped>()
  for (const f of all) {
    const first = seen.get(ridOf(f))
    if (first === undefined) seen.set(ridOf(f), f)
    else contradicts.push({ line: f.line, says: `${bdfOf(f)} stands in line ${first.line}, too; that one counts` })
  }
  return { functions: [...seen.values()].toSorted((a, b) => ridOf(a) - ridOf(b)), contradicts }
}

const functionOf = ({ line, head, lines }: Block): Dumped | undefined => {
  if (head === undefined) return undefined
  const [, domain = '0', bus, slot, fn, title] = head
  const place = {
    line,
    domain: Number.parseInt(domain, 16),
    bus: Number.parseInt(bus, 16),
    devfn: Number.parseInt(slot, 16) * 8 + Number(fn),
    title,
  }
  if (lines.some(isHexLine)) return { ...place, ...readHex(lines) }
  const details = detailsOf(lines)
  const id = idsOf(title)
  const code = codeOf(title)
  return {
    ...place,
    ...details,
    ...(id === undefined ? {} : { id }),
    isHostBridge: code === HOST_BRIDGE,
    isBridge: details.buses !== undefined || BRIDGES.has(code),
  }
}

/** The last pair of numbers in brackets: names have brackets, too. */
const idsOf = (title: string): Dumped['id'] => {
  const numeric = NUMERIC.exec(title)
  const [vendor, device] = numeric === null ? ([...title.matchAll(IDS)].at(-1)?.slice(1) ?? []) : numeric.slice(2)
  return vendor === undefined ? undefined : { vendor: Number.parseInt(vendor, 16), device: Number.parseInt(device, 16) }
}

const CODE_BY_NAME: readonly (readonly [name: RegExp, code: string])[] = [
  [/^host bridge$/i, HOST_BRIDGE],
  [/^(?:pci|semi-transparent pci-to-pci) bridge$/i, '0604'],
  [/^cardbus bridge$/i, '0607'],
]

/** The class as four digits; '' where only a name stands there that matters to nobody here. */
const codeOf = (title: string): string => {
  const numeric = NUMERIC.exec(title)
  if (numeric !== null) return numeric[1]
  const bracketed = /^[^:[\]]*\[([\da-f]{4})\]:/i.exec(title)
  if (bracketed !== null) return bracketed[1]
  const name = title.split(':', 1)[0].trim()
  return CODE_BY_NAME.find(([is]) => is.test(name))?.[1] ?? ''
}
