/**
 * The text of `lspci -vvv -nn` as functions. Only what a function's first line and its own lines say; what follows from all
 * of them together is in `tree.ts`.
 */
import { IDS, blocksOf, together, type Block } from './blocks.ts'
import { ridOf, standsTwice, type Dump, type Dumped, type DumpedAcs, type Note } from './dumped.ts'
import { detailsOf } from './lspci-details.ts'
import { isHexLine, readHex } from './hex-dump.ts'
import { busesInTree, withTree } from './lspci-tree.ts'

/** `0300: 10de:1b02`, of `-n`. */
const NUMERIC = /^([\da-f]{4}): ([\da-f]{4}):([\da-f]{4})\b/i

const HOST_BRIDGE = '0600'
const BRIDGES: ReadonlySet<string> = new Set(['0604', '0607', '0609'])

/** Every function of the text. No function at all: the text is no dump, and the list is empty. */
export const readLspci = (text: string): Dump => {
  const { blocks, notes: strange } = blocksOf(text)
  const notes = [...strange]
  const dump = dumpOf(together(blocks, notes).map(functionOf))
  const isSilent = dump.functions.some(({ isBridge, buses }) => isBridge && buses === undefined)
  const { functions, contradicts } = isSilent ? withTree(dump, busesInTree(text)) : dump
  return { functions, contradicts: [...notes, ...contradicts] }
}

/** The functions in order; of an address that stands twice the first counts. */
export const dumpOf = (all: readonly Dumped[]): Dump => {
  const contradicts: Note[] = []
  const seen = new Map<number, Dumped>()
  for (const f of all) {
    const first = seen.get(ridOf(f))
    if (first === undefined) seen.set(ridOf(f), f)
    else contradicts.push(standsTwice(f, f.line, first.line))
  }
  return { functions: [...seen.values()].toSorted((a, b) => ridOf(a) - ridOf(b)), contradicts }
}

const functionOf = (block: Block): Dumped => {
  const { title, lines, ...place } = block
  const text = fromText(title, lines)
  const bytes = lines.filter(isHexLine)
  if (bytes.length === 0) return { ...place, title, ...text }
  const read = readHex(bytes)
  if (lines.length === bytes.length) return { ...place, title, ...read }
  // Both were printed (`lspci -vvvxxx`): bytes say what a thing is, the text more of it, as sizes and what lies beyond the bytes.
  return {
    ...place,
    title,
    ...read,
    ...text,
    isHostBridge: read.isHostBridge,
    isBridge: read.isBridge,
    acs: fuller(text.acs, read.acs),
    bars: text.bars.length > 0 ? text.bars : read.bars,
    hasExtended: text.hasExtended || read.hasExtended,
  }
}

const fromText = (
  title: string,
  lines: readonly string[],
): Omit<Dumped, 'title' | 'line' | 'domain' | 'bus' | 'devfn'> => {
  const details = detailsOf(lines)
  const id = idsOf(title)
  const code = codeOf(title)
  return {
    ...details,
    ...(id === undefined ? {} : { id }),
    isHostBridge: code === HOST_BRIDGE,
    isBridge: details.buses !== undefined || BRIDGES.has(code),
  }
}

/** The one that says more. A control word says most, then a capability, then that there is none. */
const fuller = (a: DumpedAcs, b: DumpedAcs): DumpedAcs => {
  const rank = (acs: DumpedAcs): number =>
    acs === 'unknown' ? 0 : acs === 'none' ? 1 : acs.control === undefined ? 2 : 3
  return rank(b) > rank(a) ? b : a
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
