/** A page that HMM told of, and the address that a device has for it: what the mapping half and the memory half say of it. */
import type { Dma } from '../../../address.ts'
import type { Choose } from '../../../choose.ts'
import type { Hw } from '../../../machine/columns.ts'
import type { FrameNumber } from '../../../machine/page-table.ts'
import type { Effects } from '../../effects.ts'
import type { SgEntry } from '../../lib/scatterlist.ts'

/** One page of a `struct hmm_dma_map`: what HMM told of it, and what its driver noted since (NW-5). */
export interface DmaPfn {
  readonly frame: FrameNumber
  readonly write: boolean
  /** `HMM_PFN_DMA_MAPPED`: a device has the address. It stays when HMM tells of the page anew. */
  readonly mapped: boolean
  /** `HMM_PFN_P2PDMA_BUS`: it is a bus address, and no IOMMU knows of it. It stays likewise. */
  readonly bus: boolean
  readonly dma: Dma | undefined
}

/** One page that HMM told of, with the address that its device got; `rc`: 0 or a negative errno. */
export interface HmmDmaMapped<K> extends Effects {
  readonly k: K
  readonly rc: number
  readonly pfn: DmaPfn
}

export interface HmmDmaUnmapped<K> extends Effects {
  readonly k: K
}
/** Asked of a page, and of where it lies. */
export type HmmDma<K, Answer> = (
  call: { readonly k: K; readonly hw: Hw; readonly choose: Choose },
  device: number,
  pfn: DmaPfn,
  page: SgEntry,
) => Answer
