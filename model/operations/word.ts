/**
 * The words of an operation, each with a role.
 *
 * Whoever reads, names, refuses, draws, counts, shrinks, sizes, orders or tells operations goes by roles, so that it
 * knows an operation that it has never heard of. Each keeps a table with an answer for every role, which TypeScript and
 * a test (properties/suites/house) hold complete.
 */
import * as t from 'io-ts'
import { DIRECTIONS, type Direction } from '../kernel/lib/scatterlist.ts'
import type { AcsBit } from '../machine/acs.ts'
import {
  acsBit,
  count,
  pageRange,
  list as listOf,
  name,
  oneOf,
  optional as mayBe,
  type Shape,
} from '../machine/fields.ts'
import type { Segment } from '../place.ts'
import { segmentFile, type SegmentFile } from './memory.ts'

/** Pages of a process by number: `[first, behind the last]`. */
export type PageRange = readonly [number, number]

/** What stands in a file under a word of each role, and what an operation is given for it. */
interface Roles {
  /** A function whose BAR is offered: its name, its index. */
  readonly provider: { file: string; value: number }
  readonly function: { file: string; value: number }
  /** A function or another device that maps: its name, its index into `Machine.clientName`. */
  readonly client: { file: string; value: number }
  readonly clients: { file: string[]; value: readonly number[] }
  /** What later steps call the mapping or memory that this step gives. */
  readonly gives: { file: string; value: string }
  /** The name of an earlier mapping; the index of the step that made it. */
  readonly mapping: { file: string; value: number }
  /** The name of memory that an earlier step gave; the index of the step. */
  readonly object: { file: string; value: number }
  /** What a person wrote: a command line. */
  readonly text: { file: string; value: string }
  /** Bytes or pages. */
  readonly number: { file: number; value: number }
  readonly memory: { file: SegmentFile; value: Segment }
  /** A scatterlist. */
  readonly list: { file: SegmentFile[]; value: readonly Segment[] }
  /** Pages of a process. */
  readonly pages: { file: SegmentFile[]; value: readonly Segment[] }
  /** Pages of a process, by number: the first, and the one behind the last. */
  readonly range: { file: PageRange; value: PageRange }
  readonly direction: { file: Direction; value: Direction }
  /** One of some words, or several. */
  readonly choice: { file: string; value: string }
  readonly choices: { file: string[]; value: readonly string[] }
  readonly flag: { file: boolean; value: boolean }
  /** ACS control bits: their names, the word. */
  readonly acs: { file: AcsBit[]; value: number }
}

export type Role = keyof Roles
export type RoleFile<R extends Role> = Roles[R]['file']

/** What a word may say besides its role. */
interface Manner<F> {
  /** What it says, where its role says too little (meaning.ts). */
  readonly says?: string
  /** What it means to leave it out, likewise. */
  readonly leftOut?: string
  /** What it adds to the size of a scenario, whatever it says; left out: what its role says (properties/shrink). */
  readonly size?: number
  /** What the generator draws from; left out: what its role says (properties/generate). */
  readonly drawn?: readonly F[]
  /** provider: whether it needs a BAR; memory, list and pages: whether a BAR needs struct pages. */
  readonly needs?: boolean
  /** mapping, object: the operations that give one. Left out: any. */
  readonly of?: readonly string[]
  /** What a picture writes at its place; left out: what its role says (story/picture). */
  readonly mark?: string
}

export interface Word<R extends Role = Role, F = unknown, V = unknown> extends Manner<NonNullable<F>> {
  readonly role: R
  readonly codec: t.Type<F, unknown>
  /** What the operation is given where the file says nothing. */
  readonly otherwise?: V
}

type Of<R extends Role> = Word<R, Roles[R]['file'], Roles[R]['value']>

const word =
  <R extends Role>(role: R, codec: t.Type<Roles[R]['file'], unknown>, usual: Manner<Roles[R]['file']> = {}) =>
  (manner: Manner<Roles[R]['file']> = {}): Of<R> => ({ role, codec, ...usual, ...manner })

export const provider = word('provider', t.string, { needs: true })
export const fn = word('function', t.string)
export const client = word('client', t.string)
export const clients = word('clients', listOf(t.string))
export const gives = word('gives', name)
export const mapping = word('mapping', t.string)
export const object = word('object', t.string)
export const text = word('text', t.string)
export const number = word('number', count)
export const memory = word('memory', segmentFile, { needs: true })
export const list = word('list', listOf(segmentFile), { needs: true })
export const pages = word('pages', listOf(segmentFile), { needs: true })
export const range = word('range', pageRange)
export const direction = word('direction', oneOf(DIRECTIONS))
export const flag = word('flag', t.boolean)
export const acs = word('acs', listOf(acsBit))

export const choice = <K extends string>(of: readonly K[], manner: Manner<K> = {}): Word<'choice', K, K> => ({
  role: 'choice',
  codec: oneOf(of),
  drawn: of,
  ...manner,
})

export const choices = <K extends string>(
  of: readonly K[],
  manner: Manner<K[]> = {},
): Word<'choices', K[], readonly K[]> => ({ role: 'choices', codec: listOf(oneOf(of)), ...manner })

/** The word may be left out; then the operation is given `value`. */
export const optional = <R extends Role, F, V, const D>(
  of: Word<R, F, V>,
  value: D,
): Word<R, F | undefined, V | D> => ({
  ...of,
  codec: mayBe(of.codec),
  otherwise: value,
})

// oxlint-disable-next-line typescript/no-explicit-any -- a word of any role: what it holds is known where it stands
export type Words = Readonly<Record<string, Word<Role, any, any>>>

/** What a file says in these words. */
export type FileIn<W extends Words> = Shape<{ [K in keyof W]: W[K]['codec'] }>
/** What the operation is given. */
export type ValuesIn<W extends Words> = {
  readonly [K in keyof W]: W[K] extends Word<Role, infer _, infer V> ? V : never
}
