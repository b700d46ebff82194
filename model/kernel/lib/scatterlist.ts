/**
 * Scatterlist entries, as DMA code sees and fills them (`include/linux/scatterlist.h`, Linux 6.12).
 */
import type { Dma, Phys } from '../../address.ts'

export const DIRECTIONS = ['DMA_TO_DEVICE', 'DMA_FROM_DEVICE', 'DMA_BIDIRECTIONAL'] as const
/** TO_DEVICE: the device reads memory. FROM_DEVICE: it writes. BIDIRECTIONAL: the device chooses. */
export type Direction = (typeof DIRECTIONS)[number]

/** `provider` of an entry whose pages are no P2P memory. */
export const NO_PROVIDER = -1

export interface SgEntry {
  /** The function whose P2PDMA pgmap the page belongs to, or NO_PROVIDER. */
  readonly provider: number
  /** Identity of the page's pgmap, whatever its type, or NO_PGMAP. */
  readonly pgmap: number
  /** `sg_phys`: CPU physical address of the first byte. */
  readonly phys: Phys
  /** Bytes. */
  readonly length: number
  /** `sg_dma_address`; undefined: never written, or DMA_MAPPING_ERROR. A failed map may leave stale values (LAT-26). */
  readonly dma?: Dma | undefined
  /** `sg_dma_len`, bytes. */
  readonly dmaLength?: number | undefined
  /** `sg_dma_is_bus_address`: the mark that keeps unmap away from this entry. */
  readonly marked: boolean
  /** `sg_dma_is_swiotlb`, of a list's first entry: unmap goes entry by entry. Nothing ever clears it (LAT-14). */
  readonly swiotlb?: boolean | undefined
}

export type Table = readonly SgEntry[]

/** What DMA code writes into an entry. */
export type Written = Pick<SgEntry, 'dma' | 'dmaLength' | 'marked' | 'swiotlb'>
/** Of an entry that stands for no address. */
export const VOID: Written = { dma: undefined, dmaLength: 0, marked: false }

/** The entry with its DMA fields written. Nothing is copied as often: every field by name, and all entries alike, is fast. */
export const withDma = (
  entry: SgEntry,
  dma: Dma | undefined,
  dmaLength: number | undefined,
  marked = entry.marked,
  swiotlb = entry.swiotlb,
): SgEntry => {
  const { provider, pgmap, phys, length } = entry
  return { provider, pgmap, phys, length, dma, dmaLength, marked, swiotlb }
}

export const isP2p = ({ provider }: SgEntry): boolean => provider !== NO_PROVIDER
