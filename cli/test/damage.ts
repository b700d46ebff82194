/**
 * Ways in which files go wrong, as fast-check draws them: parts of a value taken, changed or doubled, and text cut, flipped
 * and spliced.
 */
import * as fc from 'fast-check'

/** Values that files get wrong, and values that are right somewhere else. */
const STRANGE: readonly unknown[] = [
  [null, true, '', [], {}, [[]], { '': 0 }],
  [-1, 0, 1, 1.5, 0xfee00000, 2 ** 31, 2 ** 32, 2 ** 40, 2 ** 51, 2 ** 52, 2 ** 53 - 1, 2 ** 53, -(2 ** 52), 1e300],
  ['A', 'B', 'any', 'm', '99.9', '00.1', '8086:2030', '4K', '-1G', '9007199254740993G', 'x'.repeat(65)],
  ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'endpoint', 'root port', 'translating', 'S2', 'Never'],
].flat()

export const strange: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...STRANGE) },
  fc.jsonValue({ maxDepth: 2 }),
)

const HOW = ['replace', 'take', 'double'] as const

/** One change to a part of a value; the part is found by walking `path`. */
export interface Change {
  readonly how: (typeof HOW)[number]
  readonly path: readonly number[]
  readonly by: unknown
}

export const change: fc.Arbitrary<Change> = fc.record({
  how: fc.constantFrom(...HOW),
  path: fc.array(fc.nat({ max: 15 }), { minLength: 1, maxLength: 7 }),
  by: strange,
})

/** `value` with one part of it changed. Where the path leads past a leaf, the leaf is meant. */
export const changed = (value: unknown, { how, path, by }: Change): unknown => {
  const [step, ...rest] = path
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : []
  if (step === undefined || keys.length === 0) return by
  const key = keys[step % keys.length]
  const part = (value as Record<string, unknown>)[key]
  const isLast = rest.length === 0 || typeof part !== 'object' || part === null
  if (Array.isArray(value)) {
    const at = Number(key)
    if (isLast && how === 'take') return value.toSpliced(at, 1)
    if (isLast && how === 'double') return value.toSpliced(at, 0, part)
    return value.with(at, changed(part, { how, path: rest, by }))
  }
  if (isLast && how === 'take') return Object.fromEntries(Object.entries(value as object).filter(([k]) => k !== key))
  if (isLast && how === 'double') return { ...(value as object), [`${key}s`]: part }
  return { ...(value as object), [key]: changed(part, { how, path: rest, by }) }
}

/** Pieces of YAML, of recordings, and of neither. */
const PIECES = [
  [
    '[',
    ']',
    '{',
    '}',
    ': ',
    '- ',
    '? ',
    ',',
    '"',
    "'",
    '#',
    '&a ',
    '*a',
    '!!binary ',
    '<<: ',
    '|\n',
    '>\n',
    '%',
    '@',
    '`',
  ],
  [
    '\n',
    '\r',
    '\t',
    '  ',
    '\0',
    '\u001B[31m',
    '\uFEFF',
    '\u2028',
    '\uD800',
    '---\n',
    '...\n',
    '~',
    '.nan',
    '-.inf',
    '-0',
  ],
  [
    '0x20000000000001',
    '1e400',
    '017',
    '__proto__',
    'constructor',
    'END\n',
    ' seg 0 ',
    'rc=0',
    'ffffffffffffffff',
    '7fffffffffffffff',
  ],
].flat()

const EDITS = ['cut', 'insert', 'remove', 'double', 'number', 'swap lines', 'double line'] as const

/** One change to a text; places are thousandths of its length. */
export interface Edit {
  readonly how: (typeof EDITS)[number]
  readonly at: number
  readonly to: number
  readonly length: number
  readonly piece: string
}

const place = fc.nat({ max: 1000 })

/** A few edits, one after the other. */
export const edits: fc.Arbitrary<Edit[]> = fc.array(
  fc.record({
    how: fc.constantFrom(...EDITS),
    at: place,
    to: place,
    length: fc.nat({ max: 40 }),
    piece: fc.oneof(
      fc.constantFrom<string>(...PIECES),
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.integer().map(String),
    ),
  }),
  { minLength: 1, maxLength: 3 },
)

export const edited = (text: string, { how, at, to, length, piece }: Edit): string => {
  const i = Math.floor((at * text.length) / 1000)
  const lines = text.split('\n')
  const [a, b] = [at, to].map((part) => Math.floor((part * (lines.length - 1)) / 1000))
  switch (how) {
    case 'cut':
      return text.slice(0, i)
    case 'insert':
      return text.slice(0, i) + piece + text.slice(i)
    case 'remove':
      return text.slice(0, i) + text.slice(i + length)
    case 'double':
      return text.slice(0, i + length) + text.slice(i)
    case 'number':
      return text.slice(0, i) + text.slice(i).replace(/-?(?:0x)?[0-9a-f]*[0-9][0-9a-f]*/, piece)
    case 'swap lines':
      return lines.with(a, lines[b]).with(b, lines[a]).join('\n')
    case 'double line':
      return lines.toSpliced(b, 0, lines[a]).join('\n')
    default:
      return how satisfies never
  }
}

/** A byte here and there turned into another: its place in thousandths, and what it becomes. */
export const flips: fc.Arbitrary<[place: number, byte: number][]> = fc.array(fc.tuple(place, fc.nat({ max: 255 })), {
  minLength: 1,
  maxLength: 3,
})

export const flipped = (text: string, all: readonly (readonly [place: number, byte: number])[]): Uint8Array => {
  const bytes = Buffer.from(text)
  for (const [at, byte] of all) bytes[Math.floor((at * (bytes.length - 1)) / 1000)] = byte
  return bytes
}
