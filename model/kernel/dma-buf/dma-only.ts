/** Lists for DMA only, as exporters and importers of DMA buffers see them (Linux 6.19). */
import type { Dma, Phys } from '../../address.ts'
import type { Call, Unmapped } from '../asked.ts'
import type { Effects } from '../effects.ts'
import type { IovaState } from '../iommu/iova-state.ts'
import type { Direction } from '../lib/scatterlist.ts'

/** Bytes of a BAR, by CPU physical address: `struct phys_vec`. */
export interface PhysRange {
  readonly phys: Phys
  readonly length: number
}

/** Ranges of one BAR to map for a client. */
export interface RangesRequest {
  readonly client: number
  readonly direction: Direction
  readonly provider: number
  readonly ranges: readonly PhysRange[]
}

/** An entry of a list for DMA only: all that can be asked of it. */
export interface DmaOnlyPiece {
  readonly dma: Dma
  readonly length: number
}

/** A list for DMA only: it has addresses, and no page, so that nobody can ask whose memory it is or touch it. */
export interface DmaOnlyList {
  readonly pieces: readonly DmaOnlyPiece[]
  /** They are bus addresses, and no IOMMU knows of them. */
  readonly bus: boolean
  /** All of them lie in this range. */
  readonly state?: IovaState
}

/** `rc`: 0 or a negative errno. */
export interface RangesMapped<K> extends Effects {
  readonly k: K
  readonly rc: number
  readonly list: DmaOnlyList
}

/** Such a list to take back. */
export interface RangesTaken {
  readonly client: number
  readonly direction: Direction
  readonly list: DmaOnlyList
}

export type PhysVecToSgt<K> = (call: Call<K>, request: RangesRequest) => RangesMapped<K>
export type FreeSgt<K> = (call: Call<K>, taken: RangesTaken) => Omit<Unmapped<K>, 'table'>
