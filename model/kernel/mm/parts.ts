/**
 * The decisions of the memory half, each by name: what a design may take another way.
 *
 * A part answers from its arguments alone. A release, a historical bug or a mutant is `{ ...mmParts, one: other }`.
 */
import type { Locals, Tables } from '../../call.ts'
import type { Hw } from '../../machine/columns.ts'
import type { Entry } from '../../machine/page-table.ts'
import type { Anon, DeviceMap, MmState, Page, Process, Vma } from './state.ts'

/** What `hmm_range_fault` is asked of a page, and what it finds: REQ_FAULT is VALID, REQ_WRITE is WRITE. */
export interface HmmBits {
  readonly valid: boolean
  readonly write: boolean
}

export interface GupFlags {
  readonly write: boolean
  readonly force: boolean
  readonly pin: boolean
  readonly longterm: boolean
  readonly p2p: boolean
  readonly nofault: boolean
}

/** Who asks for private memory: a function, and whether it takes bus addresses. */
export interface Client {
  readonly device: number
  readonly byAddress: boolean
}

/** What a migration selects (`MIGRATE_VMA_SELECT_*`), and for whom. */
export interface Selection {
  readonly system: boolean
  readonly private: boolean
  readonly coherent: boolean
  readonly owner: string | undefined
}

/** Of a private page that is faulted: a reference; a reference and the page's lock; or nothing. */
export type Taken = 'held' | 'locked' | 'nothing'
/** Or the fault goes no further: it is taken again, or waits for whoever has the lock. */
export type Taking = Taken | 'again' | 'wait'

export interface MmParts {
  // mm/hmm.c
  /** HM-1: what an entry asks, from its input, the mask and the defaults. */
  readonly request: (input: HmmBits, mask: HmmBits, defaults: HmmBits) => HmmBits
  /** `hmm_pte_need_fault` */
  readonly needFault: (request: HmmBits, cpu: HmmBits) => HmmBits
  /** HM-7: a private page is told to its owner, and nobody else. */
  readonly toldTo: (owner: string | undefined, asking: string | undefined) => boolean
  /** A2-10: or its page map has a method that says that the client may have it (`devmem_allowed`); asked where `toldTo` says no. */
  readonly allows: (hw: Hw, home: number, client: Client) => boolean
  /** HM-7: private memory of somebody else that is asked for is faulted in. */
  readonly faultsForeign: boolean
  /** R7.3-11: a marker is faulted as a hole is; else it is an error, whatever its VMA allows. */
  readonly faultsMarkers: boolean
  /**
   * NW-11: `get_dma_pfn_for_device` is there, and the asking function may use the pages of `home`'s BAR that it answers. Asked
   * only by callers that say so (`HMM_PFN_ALLOW_P2P`).
   */
  readonly aliases: (hw: Hw, home: number, asking: number) => boolean
  /** A3-57: where the BAR has no page left, its driver shows the new page in the place of another. */
  readonly slides: boolean
  /** HM-6b: the page behind the last one that a fault at `at` covers. */
  readonly faultEnd: (at: number, end: number) => number

  // mm/mmu_notifier.c
  /** MN-2: the sequence while an invalidation of somebody's range runs. */
  readonly sequenceDuring: (sequence: number) => number
  /** MN-9: the driver leaves its table as it is. */
  readonly ignores: (skip: string | undefined, event: string, owner: string | undefined) => boolean
  /** HM-15: a driver ignores migrations of its owner although other devices have the same owner. */
  readonly skipsSharedOwner: boolean
  /** HM-15: the driver takes what it was told of out of its device's page table. */
  readonly clears: (event: string) => boolean
  /** A5-24: the driver takes the addresses of what it was told of from its device, and unmaps them. */
  readonly letsGo: (event: string) => boolean

  // mm/memremap.c
  /** PM-22: a page that is in use holds its page map. */
  readonly pageHoldsMap: boolean
  /** LAT-6: the count of a page of a BAR is set when it is freed, after its driver has it back; else when it is taken. */
  readonly countsWhenFreed: boolean

  // mm/migrate_device.c
  /** MI-2: whether a page that is mapped, or private, may be taken. */
  readonly selects: (page: Page, map: DeviceMap | undefined, selection: Selection) => boolean
  /** MI-2: whether nothing at all may be moved, too. */
  readonly takesHole: (vma: Vma) => boolean
  /** R6.15-3: the page of the fault that migrates is locked already, and stays so. */
  readonly faultPageIsLocked: boolean
  /** MI-4: references that a page may have while it is unmapped. */
  readonly allowedRefs: (page: Page, isFaultPage: boolean) => number
  /** MI-5: references that it must have when it is replaced. */
  readonly expectedRefs: (page: Page, isFaultPage: boolean) => number
  /** MI-5, MN2-32: whether memory of a file may go where a destination is. */
  readonly maySettle: (page: Page, destination: DeviceMap | undefined) => boolean
  /** MN2-3: filling a hole is told to notifiers. */
  readonly tellsOfHoles: boolean

  // mm/migrate.c, mm/page_vma_mapped.c
  /** MN2-1: entries that putting migration entries back takes for one. */
  readonly putsBack: (entry: Entry) => boolean

  // mm/rmap.c
  /** `folio_try_share_anon_rmap_pte`: a page that may be pinned stays its process's own. */
  readonly shares: (page: Page, map: DeviceMap | undefined) => boolean
  /** PM-23: a page of a device that is taken is not dirty, whatever its last user was. */
  readonly takenForgets: boolean
  /** MN2-2: an entry that was removed made its page dirty. */
  readonly leavesDirty: (entry: Entry) => boolean

  /**
   * R6.15-4: an exclusive entry counts as a mapping of its page, is one for writing whatever mprotect says, and whoever ends it tells
   * CLEAR. Such access is for the one entry that was asked for, and the call waits for the page's lock.
   */
  readonly exclusiveMaps: boolean

  // mm/memory.c
  /** CF-1: what a fault takes of a private entry's page before it calls the driver. */
  readonly faultTakes: (page: Page) => Taking
  /** MN2-27: a write takes the page over instead of copying it. */
  readonly reuses: (page: Page) => boolean
  /** MN2-21: fork copies the page tables of a VMA. */
  readonly forkCopies: (vma: Vma) => boolean
  /** MN2-14: fork gives the child a copy at once. */
  readonly forkCopiesPage: (page: Page, map: DeviceMap | undefined, process: Process) => boolean
  /** MN2-11: a shared page's write fault makes the entry writable. */
  readonly sharedWriteEnds: (vma: Vma) => boolean

  // mm/vma.c
  /** R7.3-7, `is_mergeable_anon_vma`: what has its own anon_vma, or none, may become part of a VMA that has another, or none. */
  readonly joins: (own: Anon, its: Anon) => boolean

  // mm/mremap.c
  /** R7.3-12: a VMA of a private file has an offset for its own pages, which a move keeps where there are some. */
  readonly ownOffsets: boolean
  /** R7.3-10: a range over several VMAs may be moved. */
  readonly movesTogether: boolean

  // mm/mprotect.c
  /** MN2-22: an entry gets its write permission back without a fault. */
  readonly becomesWritable: (vma: Vma, entry: Entry, page: Page | undefined) => boolean

  // mm/gup.c
  /** GU-1 */
  readonly validFlags: (flags: GupFlags) => boolean
  /** GU-4: errno, or 0. */
  readonly vmaAllows: (vma: Vma, flags: GupFlags) => number
  /** MN2-9: a page has to be made the process's own before it is pinned for reading. */
  readonly mustUnshare: (page: Page | undefined, vma: Vma | undefined, flags: GupFlags) => boolean
  /** GU-2: errno, or 0. */
  readonly grabs: (map: DeviceMap | undefined, flags: GupFlags) => number
  /** GU-9 */
  readonly longtermPinnable: (map: DeviceMap | undefined) => boolean
}

/** What a function of this folder works on: a draft of the state, and what it may call. */
export interface Mm {
  readonly w: MmState
  readonly parts: MmParts
  /** The machine around it; left out: a script asks the kernel alone, and nothing about routes. */
  readonly hw?: Hw
}

/** A design of the memory half: its parts, and its calls as tables of rows. */
export interface MmDesign {
  readonly parts: MmParts
  readonly tables: Tables<Mm>
}

/** What is migrated, from one stage to the next. */
export interface Migration extends Locals {
  readonly process: number
  /** Undefined: by page (`migrate_device_range`), no VMA. */
  readonly vma: number | undefined
  readonly start: number
  readonly end: number
  readonly selection: Selection
  readonly faultPage: number | undefined
  readonly src: readonly Source[]
  /** Frames; undefined: no destination. */
  readonly dst: readonly (number | undefined)[]
}

/** An entry of `src`: MIGRATE_PFN_VALID is that it has a frame. */
export interface Source {
  readonly frame?: number
  readonly migrate: boolean
  readonly write: boolean
}
