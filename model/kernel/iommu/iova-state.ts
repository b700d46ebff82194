/** A range of IOVAs that a driver fills itself, and what it puts there. */
import type { Iova, Phys } from '../../address.ts'
import type { Hw } from '../../machine/columns.ts'

/** `struct dma_iova_state` */
export interface IovaState {
  readonly base: Iova
  /** Bytes that were asked for. */
  readonly size: number
}

/** Memory linked into a range: where in it, and as what. */
export interface Link {
  /** Bytes into the range. */
  readonly offset: number
  readonly phys: Phys
  readonly length: number
  /** `DMA_ATTR_MMIO`: it is no memory, and is not cached. */
  readonly mmio: boolean
}

/** The tables afterwards, or a negative errno. */
export type LinkAnswer = Hw['domains'] | number
