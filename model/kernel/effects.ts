/**
 * What a call does besides answering: to the IOMMU, with the CPU, to bounce buffers and page maps.
 *
 * Rules read these, never a design's insides: each is a thing that the machine itself could witness.
 */
import type { Iova, Phys } from '../address.ts'
import type { Hw } from '../machine/columns.ts'
import type { Refusal } from './refusals.ts'

/** The CPU touched `[phys, phys + length)` itself: a cache line written back, a byte copied. */
export interface CpuTouch {
  readonly phys: Phys
  readonly length: number
  readonly how: 'cache maintenance' | 'bounce' | 'copy'
  /** Of bytes between memory and its bounce buffer: where they come from, and where they go. */
  readonly copied?: { readonly from: Phys; readonly to: Phys }
}

/** `[slot, slot + length)` of RAM stands in for `[phys, phys + length)`: the CPU copies between the two. */
export interface Bounce {
  readonly slot: Phys
  readonly phys: Phys
  readonly length: number
}

/** `[iova, iova + size)`, bytes. */
export interface IovaRange {
  readonly iova: Iova
  readonly size: number
}

export interface Effects {
  /** IOMMU domains as the call leaves them; left out: as they were. */
  readonly domains?: Hw['domains']
  readonly cpu?: readonly CpuTouch[]
  readonly bounced?: readonly Bounce[]
  /** What was handed to the IOMMU to take back. */
  readonly unmapped?: readonly IovaRange[]
  /** References on page maps that the call took and did not give back. */
  readonly pgmapRefs?: number
  /** The kernel stopped in the call (BUG): where the entry begins that it looked for no slot for. */
  readonly stops?: Phys
  /** Why the call failed, where the design says it. */
  readonly because?: Refusal
}
