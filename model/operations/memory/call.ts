/**
 * Operations on memory that moves: a call of the design's memory half, run to its end on a draft of the world.
 *
 * The ledger is written from what was asked and from whether it succeeded, never from what the design did.
 */
import { copied, type MmState } from '../../kernel/mm/state.ts'
import { callMm, tablesOf } from '../../memory/access.ts'
import { letGo } from '../../memory/let-go.ts'
import type { Meant } from '../../memory/meant.ts'
import type { Outcome } from '../../outcome.ts'
import { NOT_APPLICABLE, SKIPPED } from '../../outcome.ts'
import type { World } from '../../world.ts'
import { operation, type At, type EntryPoint, type OperationKind } from '../operation.ts'
import { optional, text, type FileIn, type ValuesIn, type Words } from '../word.ts'

/** What an operation on memory that moves knows of the world, and so all that its schedules depend on. */
export type MemoryWorld = Pick<World, 'mm' | 'meant'>

/** What is asked of the kernel, or of a device's driver: a table of rows, and its arguments. */
export interface Asking {
  readonly table: string
  readonly args: object
}

/** Where an answer is taken down. */
export interface Noting {
  readonly meant: Meant
  /** Memory as the call has left it. */
  readonly mm: MmState
  readonly index: number
  /** Nobody else is under way. */
  readonly alone: boolean
  /** What each of its pages meant when it began; left out: what it means now, for nobody was there to change it. */
  readonly objects?: readonly (number | undefined)[]
}

/** @typeParam R what the call returns */
interface MemoryDefinition<K extends string, W extends Words, R> {
  readonly kind: K
  readonly about: string
  readonly words: W
  readonly answers: Outcome['kind']
  /** Entry points, besides `memory`. */
  readonly alsoNeeds?: readonly EntryPoint[]
  readonly problems?: OperationKind<K, W>['problems']
  /** undefined: nothing to work on; the step is skipped. */
  readonly asks: (values: ValuesIn<W>, world: MemoryWorld, index: number) => Asking | undefined
  /** What it writes to each of its pages, by index of the step; left out: nothing. */
  readonly writes?: (index: number) => number
  /** Writes the ledger, and says what came of it. */
  readonly answer: (returned: R, values: ValuesIn<W>, noting: Noting) => Outcome
  readonly sentence: (told: Readonly<Record<keyof W, string>>, values: ValuesIn<W>) => string
}

/** A memory operation may also be taken row by row, beside others. */
export interface Interleaved {
  readonly asks: (values: never, world: MemoryWorld, index: number) => Asking | undefined
  readonly writes: (index: number) => number | undefined
  readonly answer: (returned: never, values: never, noting: Noting) => Outcome
}
const interleaved = new WeakMap<object, Interleaved>()

type WithActor<W extends Words> = W & { readonly actor: typeof ACTOR }

/** Whoever says it stands beside the other actors of the steps before and after it. */
const ACTOR = optional(
  text({
    says: 'Who does it, in a name of your choice. Steps in a row that each name an actor are done beside each other: each actor does its own one after the other, and every schedule of them is looked at.',
    leftOut: 'it is done after what stands before it',
  }),
  undefined,
)

/** How an operation is taken row by row; undefined: it is no operation on memory that moves. */
export const interleavedOf = (kind: OperationKind): Interleaved | undefined => interleaved.get(kind)

export const memoryOperation = <K extends string, W extends Words, R>(
  given: MemoryDefinition<K, W, R>,
): OperationKind<K, WithActor<W>, ValuesIn<WithActor<W>>> => {
  const { kind, about, words, answers, sentence, asks, writes = () => undefined, answer, problems = () => [] } = given
  const made = operation({
    kind,
    about,
    words: { ...words, actor: ACTOR },
    answers,
    needs: ['memory', ...(given.alsoNeeds ?? [])],
    run: (at, values) => run(at, given, values),
    sentence,
    problems: (file, context, path) => problems(file as unknown as FileIn<W>, context, path),
  })
  interleaved.set(made, { asks, writes, answer })
  return made
}

const run = <K extends string, W extends Words, R>(
  { design, world, index, call: { choose } }: At,
  { asks, answer }: MemoryDefinition<K, W, R>,
  values: ValuesIn<W>,
): { world: World; outcome: Outcome } => {
  const asking = asks(values, world, index)
  if (asking === undefined) return { world, outcome: SKIPPED }
  // A kernel from before the call came.
  if (tablesOf(design.memory!)[asking.table] === undefined) return { world, outcome: NOT_APPLICABLE }
  const mm = copied(world.mm)
  mm.told = []
  const ended = callMm<R>(design.memory!, mm, asking.table, asking.args, world.hw)
  // Whoever never comes back has changed what it has changed.
  if (ended.kind !== 'returned') return { world: letGo(design, { ...world, mm }, choose), outcome: { kind: 'hangs' } }
  const meant = copied(world.meant)
  const outcome = answer(ended.value, values, { meant, mm, index, alone: true })
  return { world: letGo(design, { ...world, mm, meant }, choose), outcome }
}
