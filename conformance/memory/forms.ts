/** The steps of a script, form by form: which words follow which, and what each may be. */
import * as E from 'fp-ts/lib/Either.js'
import { nearest } from '../../model/nearest.ts'
import { VMA_KINDS } from '../../model/kernel/mm/state.ts'

const NUMBER = /^\d{1,6}$/
const NUMBERS = /^\d{1,6}(?:,\d{1,6})*$/
const PROT = /^(?:rw|r|n)$/
const MAP = /^(?:A|A2|B|C)$/
const WORD = /^(?:-|\w+)$/
const ASK = /^(?:0|f|w|fw)$/
const ASKS = /^(?:0|f|w|fw)(?:,(?:0|f|w|fw))*$/
const SELECT = /^(?:(?:system|private|coherent)(?:,|$))+$/

/** Words in their order, words `name=..`, and words that are there or not. */
export interface Form {
  readonly places?: readonly RegExp[]
  /** The last place may be left out. */
  readonly lastIsOptional?: true
  readonly named?: Readonly<Record<string, RegExp>>
  readonly needed?: readonly string[]
  readonly flags?: readonly string[]
}

const RANGE = [NUMBER, NUMBER]
const MIGRATE: Form = {
  places: RANGE,
  named: { to: /^(?:A|A2|B|C|ram|none)$/, select: SELECT, owner: WORD, skip: NUMBERS },
  needed: ['to', 'select', 'owner'],
}

const EVICT: Form = { places: [MAP, NUMBER], lastIsOptional: true, named: { skip: NUMBERS } }

export type Forms = Readonly<Record<string, Form>>

export const FORMS: Forms = {
  vma: { places: [...RANGE, PROT, new RegExp(`^(?:${VMA_KINDS.join('|')})$`)] },
  prot: { places: [...RANGE, PROT] },
  unmap: { places: RANGE },
  zap: { places: RANGE },
  move: { places: [...RANGE, NUMBER] },
  read: { places: [NUMBER] },
  write: { places: [NUMBER] },
  fork: {},
  exit2: {},
  migrate: MIGRATE,
  msetup: MIGRATE,
  mpages: {},
  mfinalize: {},
  evict: EVICT,
  esetup: EVICT,
  epages: {},
  efinalize: {},
  hmm: {
    places: RANGE,
    named: { owner: WORD, default: ASK, mask: ASK, req: ASKS, using: NUMBER },
    needed: ['owner', 'default'],
    flags: ['once'],
  },
  gup: {
    places: [NUMBER, ...RANGE],
    flags: ['write', 'force', 'pin', 'longterm', 'fast', 'fastonly', 'p2p', 'nofault'],
  },
  put: { places: [NUMBER] },
  hold: { places: [NUMBER, ...RANGE] },
  lock: { places: [NUMBER] },
  unlock: { places: [NUMBER] },
  exclusive: { places: RANGE, named: { owner: WORD }, needed: ['owner'] },
  dwrite: { places: [MAP, NUMBER] },
  driver: { places: [MAP, /^(?:ok|fail|nofp)$/] },
  poison: { places: [NUMBER] },
  mark: { places: RANGE },
  begin: { places: [NUMBER, ...RANGE], named: { skip: WORD } },
  again: { places: [NUMBER] },
  retry: { places: [NUMBER] },
  end: { places: [NUMBER] },
  state: { places: RANGE },
  map: {
    places: [NUMBER],
    named: {
      type: NUMBER,
      ranges: /^\d{1,7}:\d{1,7}(?:,\d{1,7}:\d{1,7})*$/,
      ops: /^(?:none|free|ram|both)$/,
      owner: WORD,
      sysram: /^[01]$/,
    },
    needed: ['type', 'ops', 'owner'],
  },
  lookup: { places: [NUMBER] },
  take: { places: [NUMBER, NUMBER] },
  drop: { places: [NUMBER] },
  grab: { places: [NUMBER, NUMBER] },
  ungrab: { places: [NUMBER] },
  unmapmap: { places: [NUMBER] },
  poll: { places: [NUMBER] },
}

/** Where the range of pages stands in a step. */
const RANGE_AT: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    ['vma', 'prot', 'unmap', 'zap', 'move', 'migrate', 'msetup', 'hmm', 'exclusive', 'mark', 'state'].map((kind) => [
      kind,
      0,
    ]),
  ),
  ...Object.fromEntries(['gup', 'hold', 'begin'].map((kind) => [kind, 1])),
}
/** Pages of the largest range. */
const MOST_PAGES = 1024

const isRange = (kind: string, places: readonly string[]): boolean => {
  const at = RANGE_AT[kind]
  if (at === undefined) return true
  return Number(places[at + 1]) - Number(places[at]) <= MOST_PAGES
}

/** Steps about page maps: they stand in scripts of their own. */
export const OF_MAPS = ['map', 'lookup', 'take', 'drop', 'grab', 'ungrab', 'unmapmap', 'poll']

/** A step of a script, its words sorted. */
export interface ScriptStep {
  readonly text: string
  /** 0, or 1: the forked one. */
  readonly process: number
  readonly kind: string
  readonly places: readonly string[]
  readonly named: Readonly<Record<string, string>>
  readonly flags: readonly string[]
}

const isPlace = (form: Form, word: string): boolean => !word.includes('=') && !(form.flags ?? []).includes(word)

const wrongWord = (form: Form, word: string): string | undefined => {
  const [name, value] = [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]
  if (!word.includes('=')) return undefined
  const pattern = form.named?.[name]
  if (pattern === undefined)
    return `${name}=: ${
      Object.keys(form.named ?? {})
        .map((known) => `${known}=`)
        .join(', ') || 'no such word'
    }`
  return pattern.test(value) ? undefined : `${name}= followed by ${pattern.source}`
}

/** The step in a line, or what is accepted instead. */
export const readStep = (text: string, forms: Forms = FORMS): E.Either<string, ScriptStep> => {
  const process = text.startsWith('2 ') ? 1 : 0
  const [kind, ...words] = text.slice(process === 1 ? 2 : 0).split(' ')
  const form = Object.hasOwn(forms, kind) ? forms[kind] : undefined
  if (form === undefined) return E.left(`a step: ${nearest(kind, Object.keys(forms))}`)
  const wrong = words.map((word) => wrongWord(form, word)).find((found) => found !== undefined)
  if (wrong !== undefined) return E.left(wrong)
  const places = words.filter((word) => isPlace(form, word))
  const accepted = form.places ?? []
  const fewest = accepted.length - (form.lastIsOptional === true ? 1 : 0)
  if (places.length > accepted.length || places.length < fewest || places.some((word, i) => !accepted[i].test(word)))
    return E.left(`${kind} ${accepted.map(({ source }) => source).join(' ')}`.trim())
  if (!isRange(kind, places)) return E.left(`${kind} with a range P Q of at most ${MOST_PAGES} pages`)
  const named = Object.fromEntries(
    words
      .filter((word) => word.includes('='))
      .map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]),
  )
  const missing = (form.needed ?? []).find((name) => !Object.hasOwn(named, name))
  if (missing !== undefined) return E.left(`${kind} with ${missing}=`)
  return E.right({
    text,
    process,
    kind,
    places,
    named,
    flags: words.filter((word) => (form.flags ?? []).includes(word)),
  })
}
