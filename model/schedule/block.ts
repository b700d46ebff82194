/**
 * Steps that stand beside each other: neighbours that each name an actor, in columns, one an actor. Within a column they go one
 * after the other; between columns a schedule says who goes next.
 */
import type { Operation } from '../operations/index.ts'

/** A step of a column, and its index in the scenario. */
export interface Placed {
  readonly index: number
  readonly operation: Operation
}

export interface Column {
  readonly actor: string
  readonly steps: readonly Placed[]
}

export interface Block {
  /** Index of its first step. */
  readonly first: number
  readonly columns: readonly Column[]
}

const actorOf = (operation: Operation): string | undefined => (operation as { readonly actor?: string }).actor

const blocks = new WeakMap<Operation, Block>()

/** The block that a step stands in; undefined: it stands alone. */
export const blockOf = (operation: Operation): Block | undefined => blocks.get(operation)

/** Puts the steps of a scenario into blocks; one actor alone is beside nobody. */
export const placeInBlocks = (operations: readonly Operation[]): void => {
  for (let first = 0; first < operations.length;) {
    let end = first
    while (end < operations.length && actorOf(operations[end]) !== undefined) end++
    if (end > first) place(operations, first, end)
    first = Math.max(end, first + 1)
  }
}

const place = (operations: readonly Operation[], first: number, end: number): void => {
  const columns = new Map<string, Placed[]>()
  for (let index = first; index < end; index++) {
    const { [index]: operation } = operations
    const actor = actorOf(operation)!
    columns.set(actor, [...(columns.get(actor) ?? []), { index, operation }])
  }
  if (columns.size < 2) return
  const block = { first, columns: [...columns].map(([actor, steps]) => ({ actor, steps })) }
  for (let index = first; index < end; index++) blocks.set(operations[index], block)
}
