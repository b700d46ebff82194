/** What is asked of a design that maps, and what it answers. */
import type { Dma } from '../address.ts'
import type { Choose } from '../choose.ts'
import type { Hw } from '../machine/columns.ts'
import type { Effects } from './effects.ts'
import type { Direction, Table } from './lib/scatterlist.ts'

/** Where a call is made: what the design keeps, what it sees, what is left to chance. */
export interface Call<K> {
  readonly k: K
  readonly hw: Hw
  readonly choose: Choose
}

/** A list to map for a client (an index into `Machine.clientName`), or to unmap. */
export interface Request {
  readonly client: number
  readonly direction: Direction
  readonly table: Table
}

/** What `dma_map_sgtable` answers: 0 or a negative errno, the table as it is left, and how many entries count. */
export interface Mapped<K> extends Effects {
  readonly k: K
  readonly rc: number
  readonly table: Table
  /** `sgt.nents`: DMA entries, from the first; 0 where it failed. */
  readonly nents: number
}

export interface Unmapped<K> extends Effects {
  readonly k: K
  readonly table: Table
}

/** `dma` undefined: DMA_MAPPING_ERROR. */
export interface PageMapped<K> extends Effects {
  readonly k: K
  readonly dma: Dma | undefined
}
