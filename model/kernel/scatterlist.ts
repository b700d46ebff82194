/**
 * Scatterlist entries, as DMA code sees and fills them (`include/linux/scatterlist.h`, Linux 6.12).
 */
import type { Dma, Phys } from '../address.ts'

/** `provider` of an entry whose pages are ordinary RAM. */
export const NO_PROVIDER = -1

export interface SgEntry {
  /** The function whose P2PDMA pgmap the page belongs to, or NO_PROVIDER. */
  readonly provider: number
  /** `sg_phys`: CPU physical address of the first byte. */
  readonly phys: Phys
  /** Bytes. */
  readonly length: number
  /** `sg_dma_address`; undefined: never written. A failed map leaves stale values here (LAT-26). */
  readonly dma?: Dma
  /** `sg_dma_len`, bytes. */
  readonly dmaLength?: number
  /** `sg_dma_is_bus_address`: the mark that keeps unmap away from this entry. */
  readonly marked: boolean
}

export type Table = readonly SgEntry[]

/** What `dma_map_sgtable` answers: 0 or a negative errno, and the table as it is left. */
export interface Mapped {
  readonly rc: number
  readonly table: Table
}
