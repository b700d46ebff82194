/**
 * What comes of an operation.
 */
import type { Synced, Unbound } from './kernel/design.ts'
import type { Effects } from './kernel/effects.ts'
import type { Refusal } from './kernel/refusals.ts'
import type { Table } from './kernel/lib/scatterlist.ts'
import type { Segment } from './place.ts'
import type { Transfer } from './transfer.ts'
import type { World } from './world.ts'

export type Outcome =
  | { readonly kind: 'n/a' }
  | { readonly kind: 'done' }
  /** `pci_p2pdma_add_resource`: 0 or a negative errno. */
  | { readonly kind: 'added'; readonly rc: number; readonly because?: Refusal }
  /** `pci_alloc_p2pmem`, `mmap`: 0 or a negative errno, and what was given. */
  | { readonly kind: 'allocated'; readonly rc: number; readonly at?: Segment }
  /** `pci_free_p2pmem`, `munmap`; `BUG`: the kernel stops. */
  | { readonly kind: 'freed'; readonly end: 'done' | 'BUG' }
  | { readonly kind: 'unbound'; readonly end: Unbound }
  /** The kernel reads a struct page that is not there. */
  | { readonly kind: 'oops'; readonly at: Segment }
  | { readonly kind: 'distance'; readonly distance: number }
  | { readonly kind: 'found'; readonly provider: number | undefined }
  /** The IOMMU groups of the machine, by their members. */
  | { readonly kind: 'groups'; readonly groups: readonly (readonly number[])[] }
  /** Mapped at an IOVA that user space chose, or not. */
  | { readonly kind: 'chosen'; readonly rc: number; readonly because?: Refusal }
  /** A page or a resource: rc -EIO stands for DMA_MAPPING_ERROR. */
  | ({ readonly kind: 'mapped'; readonly rc: number; readonly table: Table; readonly nents: number } & Effects & Built)
  | ({ readonly kind: 'unmapped'; readonly table: Table } & Effects)
  /** `dma_sync_sgtable`: what the CPU touched for it. */
  | ({ readonly kind: 'synced' } & Synced)
  /** `get_user_pages`: what it returned, and which of the pages asked for, by index, the caller holds. */
  | { readonly kind: 'got'; readonly rc: number; readonly held: readonly number[] }
  | Transfer
  /** The operation has nothing to work on: an earlier map was refused, a BAR has no pages. */
  | { readonly kind: 'skipped' }

/** The table that was built before it was mapped, where neighbours were joined. */
export interface Built {
  readonly built?: Table
}

export interface Stepped {
  readonly world: World
  readonly outcome: Outcome
}

export const NOT_APPLICABLE: Outcome = { kind: 'n/a' }
export const DONE: Outcome = { kind: 'done' }
export const SKIPPED: Outcome = { kind: 'skipped' }
