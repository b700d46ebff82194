/**
 * A design: something that decides which number a device is given for which byte.
 *
 * A value with entry points; a missing one is `n/a`, and nothing else is. What it keeps between calls
 * is its own affair: `step` carries it, `spec` never looks inside.
 */
import type { Dma, Phys } from '../address.ts'
import type { Hw } from '../machine/columns.ts'
import type { Mapped, Table } from './scatterlist.ts'

export interface About {
  /** The column's name. */
  readonly id: string
  /** One sentence. */
  readonly summary: string
  readonly sources: readonly string[]
  /** Columns are printed in this order; left out: last. */
  readonly order?: number
}

/** `K` is what the design keeps: its kernel state. */
export interface EntryPoints<K> {
  /** State after boot. */
  readonly boot: K
  /** `pci_p2pdma_add_resource`: the BAR of `provider` gets struct pages. */
  readonly addResource?: (k: K, hw: Hw, provider: number) => K
  /** `pci_p2pdma_distance_many`: hops, or -1. */
  readonly distanceMany?: (k: K, hw: Hw, provider: number, clients: readonly number[]) => { k: K; distance: number }
  /** `dma_map_sgtable` */
  readonly mapSg?: (k: K, hw: Hw, client: number, table: Table) => Mapped & { k: K }
  /** `dma_unmap_sgtable`: the table as it is left. */
  readonly unmapSg?: (k: K, table: Table) => Table
  /** `dma_map_page` of one page. */
  readonly mapPage?: (k: K, address: Phys) => Dma
}

declare const hidden: unique symbol
/** A design's state, seen from outside. */
export type Opaque = { readonly [hidden]: never }

export type Design = About & EntryPoints<Opaque>

/** Closes a design over its state's type. */
export const design = <K>(about: About, entryPoints: EntryPoints<K>): Design => ({
  ...about,
  ...(entryPoints as unknown as EntryPoints<Opaque>),
})
