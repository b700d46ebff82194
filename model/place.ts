/**
 * Where a byte is: in RAM, or in a function's BAR.
 */
import type { Phys } from './address.ts'

/** Owner of a byte of an object, whose place only a run knows: `at` is the offset in it. */
export const OBJECT = -2
/** Owner of a byte of RAM, where the index of a function owns a byte of its BAR. */
export const RAM = -1

/** Bytes of RAM (`at`: CPU physical address) or of a function's BAR (`at`: offset in it). */
export interface Place {
  readonly owner: number
  readonly at: number
}

/** One entry of a scatterlist as the caller describes it. */
export interface Segment extends Place {
  /** CPU physical address of the first byte. */
  readonly phys: Phys
  /** Bytes. */
  readonly length: number
  /** The object that is meant, by index of the step that gave it: whatever lies here later is another. */
  readonly object?: number
}
