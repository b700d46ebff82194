/**
 * The state: truth's registers, belief's memory, and the ledger of what was meant.
 */
import type { Hw, Machine } from './machine/columns.ts'
import { power } from './machine/columns.ts'
import type { Design, Opaque } from './kernel/design.ts'
import type { Table } from './kernel/scatterlist.ts'
import type { Direction, Segment } from './scenario.ts'

/** A list that a client asked to be mapped: as it was meant, and as the design filled it in. */
export interface Mapping {
  readonly client: number
  readonly direction: Direction
  /** From the operation's arguments, never from what a design wrote. */
  readonly meant: readonly Segment[]
  readonly table: Table
  /** Mapped and not yet unmapped. */
  readonly live: boolean
}

export interface World {
  readonly hw: Hw
  readonly kernel: Opaque
  /** By index of the step that mapped it. */
  readonly ledger: ReadonlyMap<number, Mapping>
}

export const boot = (design: Design, machine: Machine): World => ({
  hw: power(machine),
  kernel: design.boot,
  ledger: new Map(),
})
