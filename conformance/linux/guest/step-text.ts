/**
 * A step as a line for the guest: the verb of its operation (`modules/ask.c`), then its words, each by its role.
 */
import { DIRECTIONS } from '../../../model/kernel/lib/scatterlist.ts'
import { operationNamed, type Operation } from '../../../model/operations/index.ts'
import { valuesOf, type Said } from '../../../model/operations/steps.ts'
import type { Role } from '../../../model/operations/word.ts'
import { RAM, type Segment } from '../../../model/place.ts'

export const hex = (n: number): string => (n < 0 ? BigInt.asUintN(64, BigInt(n)) : BigInt(n)).toString(16)

/** What a line depends on besides its step. */
export interface Where {
  /** Where the file has the RAM that the guest has elsewhere. */
  readonly ram: number
  /** The number of the question that made the mapping of a step. */
  readonly questionOf: (step: number) => number | undefined
}

/** undefined: no kernel is asked. */
export const stepLine = (operation: Operation, where: Where): string | undefined => {
  const { verb } = operationNamed(operation.kind)!
  if (verb === undefined) return undefined
  const words = valuesOf(operation).toSorted((a, b) => Number(ANY_LENGTH.has(a.role)) - Number(ANY_LENGTH.has(b.role)))
  return [verb, ...words.flatMap(({ role, value }) => LINE[role](value, where))].join(' ')
}

/** The module reads these to the end of the line. */
const ANY_LENGTH: ReadonlySet<Role> = new Set(['clients', 'list', 'pages'])

const index = (value: number): string[] => [String(value)]
const entry = ({ owner, at, length }: Segment, { ram }: Where): string[] => [
  owner === RAM ? `r${hex(at - ram)}:${hex(length)}` : `b${owner}.${hex(at)}:${hex(length)}`,
]
const entries = (list: readonly Segment[], where: Where): string[] => list.flatMap((one) => entry(one, where))

/** What stands in a line for a word of each role, from what the operation was given for it. */
export const LINE: Readonly<Record<Role, (value: Said, where: Where) => readonly string[]>> = {
  provider: index,
  function: index,
  client: index,
  clients: (clients: readonly number[]) => clients.map(String),
  // The guest knows a mapping by the number of its question.
  gives: () => [],
  mapping: (step: number, { questionOf }) => [String(questionOf(step))],
  object: (step: number, { questionOf }) => [String(questionOf(step))],
  number: (value: number) => [hex(value)],
  text: (value: string) => [value],
  memory: entry,
  list: entries,
  pages: entries,
  range: (pages: readonly number[]) => pages.map(String),
  direction: (value: keyof typeof DMA_DIRECTION) => index(DMA_DIRECTION[value]),
  choice: (value: string) => [value],
  choices: (values: readonly string[]) => [values.join(',')],
  flag: (value: boolean) => index(Number(value)),
  acs: (word: number) => [hex(word)],
}

/** `enum dma_data_direction` */
const DMA_DIRECTION = { DMA_BIDIRECTIONAL: 0, DMA_TO_DEVICE: 1, DMA_FROM_DEVICE: 2 } as const satisfies Record<
  (typeof DIRECTIONS)[number],
  number
>
