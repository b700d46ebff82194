/**
 * An operation: what can be done, as a value.
 *
 * Its words in a scenario file, each with a role; what can be wrong with them; which entry points of a design it needs;
 * what it does to the world; and its sentence. Everything else goes by roles, so that a new operation is one value in its
 * family's file, or in somebody else's.
 */
import type { Call, Design, EntryPoints, Opaque } from '../kernel/design.ts'
import type { Outcome, Stepped } from '../outcome.ts'
import type { Problem } from '../problem.ts'
import type { World } from '../world.ts'
import type { Context } from './roles.ts'
import type { FileIn, ValuesIn, Words } from './word.ts'

/** Where an operation is done. */
export interface At {
  readonly design: Design
  readonly world: World
  /** Index of the step: later steps name a mapping by it. */
  readonly index: number
  readonly call: Call<Opaque>
}

export type EntryPoint = keyof EntryPoints<unknown>

/** @typeParam V what the words come to; with its kind, an operation as rules see it */
export interface OperationKind<K extends string = string, W extends Words = Words, V = unknown> {
  /** Its name in a scenario file: the kernel function, where it is one. */
  readonly kind: K
  /** What it is, and where that is from: the kernel function and version. */
  readonly about: string
  readonly words: W
  /** What its outcome may be, besides `n/a` and `skipped`. */
  readonly answers: Outcome['kind']
  /** A design that lacks one of these answers n/a. */
  readonly needs: (values: V) => readonly EntryPoint[]
  /** What a file must say besides what each of its words must. */
  readonly problems: (file: FileIn<W>, context: Context, path: string) => Problem[]
  readonly compile: (values: ValuesIn<W>) => V
  readonly run: (at: At, values: V) => Stepped
  /** In words; each word is told by its role (story/words), and given as it is. */
  readonly sentence: (told: Readonly<Record<keyof W, string>>, values: V) => string
  /** It gives struct pages to the BAR of its `provider`; given twice, they are given once. */
  readonly givesPages: boolean
  /** Bytes of the memory that it gives by a name. Left out: it gives a mapping, or nothing. */
  readonly givesBytes?: (file: FileIn<W>) => number
  /** Neighbouring steps of this kind may stand in any order. */
  readonly anyOrder: boolean
  /** The word by which a booted Linux is asked for it (conformance/linux/modules/ask.c). Left out: none is. */
  readonly verb?: string
}

type Definition<K extends string, W extends Words, V> = Pick<
  OperationKind<K, W, V>,
  'kind' | 'about' | 'words' | 'answers' | 'run' | 'sentence'
> & {
  readonly needs?: readonly EntryPoint[] | ((values: V) => readonly EntryPoint[])
} & Partial<Pick<OperationKind<K, W, V>, 'problems' | 'givesPages' | 'givesBytes' | 'anyOrder' | 'verb'>>

/** What the words come to is what the operation is given. */
export const operation = <K extends string, W extends Words>(
  given: Definition<K, W, ValuesIn<W>>,
): OperationKind<K, W, ValuesIn<W>> => operationAs((values) => values, given)

/** What the words come to is put into another form first. */
export const operationAs = <K extends string, W extends Words, V>(
  compile: (values: ValuesIn<W>) => V,
  { needs = [], ...given }: Definition<K, W, V>,
): OperationKind<K, W, V> => ({
  problems: () => [],
  givesPages: false,
  anyOrder: false,
  compile,
  needs: typeof needs === 'function' ? needs : () => needs,
  ...given,
})

/** As rules see it: its kind, and what its words came to. */
export type OperationOf<O> = O extends OperationKind<infer K, infer _, infer V> ? { readonly kind: K } & V : never
