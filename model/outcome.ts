/**
 * What comes of an operation.
 */
import type { Dma } from './address.ts'
import type { Landing } from './hardware/landing.ts'
import type { Synced, Unbound } from './kernel/design.ts'
import type { Effects } from './kernel/effects.ts'
import type { Refusal } from './kernel/refusals.ts'
import type { Table } from './kernel/lib/scatterlist.ts'
import type { FrameNumber } from './machine/page-table.ts'
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
  /**
   * The kernel reads a struct page that is not there, or `missing`: methods of its page map, the CPU’s mapping; `bytes`: it stops (BUG),
   * because it is to find a bounce buffer for none.
   */
  | { readonly kind: 'oops'; readonly at: Segment; readonly missing?: 'methods' | 'mapping' | 'bytes' }
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
  /** `sg_copy_to_buffer`: how many bytes were copied, and what the CPU touched for it; `writes`: it wrote them. */
  | ({ readonly kind: 'copied'; readonly bytes: number; readonly writes?: true } & Synced)
  /** `get_user_pages`: what it returned, and which of the pages asked for, by index, the caller holds. */
  | { readonly kind: 'got'; readonly rc: number; readonly held: readonly number[] }
  /** A load or store of a process or a device: what it saw, or why it saw nothing. */
  | ({ readonly kind: 'accessed'; readonly end: AccessEnd; readonly value?: number; readonly rc?: number } & Landed)
  /** A call about memory that moves, or is lent: 0, a count, or a negative errno; the address that a device got. */
  | { readonly kind: 'called'; readonly rc: number; readonly pages?: number; readonly dma?: Dma }
  /** `hmm_range_fault`: what is told of each page: the zero page, no page that may be read, or, undefined, nothing. */
  | { readonly kind: 'looked'; readonly rc: number; readonly pages: readonly (Looked | 'zero' | 'error' | undefined)[] }
  /** A mirrored page for DMA: 0 or a negative errno, what HMM told of the page, and the address that the device has. */
  | { readonly kind: 'mirrored'; readonly rc: number; readonly told?: Looked | 'zero'; readonly dma?: Dma }
  /** Memory that was lent is revoked, or moved: who has still an address for the place that was given up, by the step that attached. */
  | { readonly kind: 'withdrawn'; readonly mapped: readonly number[] }
  /** `pin_user_pages`: how many, or a negative errno. */
  | { readonly kind: 'pinned'; readonly rc: number }
  /** A block of steps beside each other, by one of its schedules: what came of each, and who waits or runs without end. */
  | {
      readonly kind: 'beside'
      readonly results: readonly BesideResult[]
      readonly stuck: readonly RowTaken[]
      /** Who goes round without end. */
      readonly endless: readonly string[]
      readonly turns: number
      readonly rows: readonly RowTaken[]
    }
  /** Nobody else is on the way, and still it does not come back. */
  | { readonly kind: 'hangs' }
  | Transfer
  /** The operation has nothing to work on: an earlier map was refused, a BAR has no pages. */
  | { readonly kind: 'skipped' }

/**
 * `SEGV`, `BUS`: the process gets a signal. `refused`: the device's driver has an errno. `abort`: nothing answers at the end of
 * the walk. `nowhere`: a request that went out with an address reached no memory.
 */
export type AccessEnd = 'done' | 'SEGV' | 'BUS' | 'refused' | 'abort' | 'nowhere'

/** What came of a step of a block. */
export interface BesideResult {
  /** Of the step in its scenario. */
  readonly index: number
  readonly outcome: Outcome
  /** Values that were right to read at some time while it was under way; none: it reads nothing that the ledger knows. */
  readonly allowed: readonly number[]
}

/** A row of a call that was taken, or that is next: `table.label`. */
export interface RowTaken {
  readonly actor: string
  readonly index: number
  readonly row: string
}

/** Where a request of a device ended, and in which frame; none: in nobody's page. */
export interface Landed {
  readonly landing?: Landing
  readonly frame?: FrameNumber
  /** Of memory that was lent: where its bytes lay when the request landed, and the step that had taken it away by then. */
  readonly lent?: { readonly buffer: number; readonly lies: FrameNumber; readonly ended?: number }
}

/** A page as HMM tells it: whose local memory it lies in, a function by number, or undefined: RAM. */
export interface Looked {
  readonly write: boolean
  readonly home: number | undefined
  /** The function whose BAR shows it: what is told is a page of that BAR. */
  readonly through?: number
  /** A method of its page map said that the caller may have it. */
  readonly allowed?: true
}

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
