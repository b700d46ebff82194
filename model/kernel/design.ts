/**
 * A design: something that decides which number a device is given for which byte.
 *
 * A value with entry points; a missing one is `n/a`, and nothing else is. What it keeps between calls
 * is its own affair: `step` carries it, `spec` never looks inside.
 */
import type { Phys } from '../address.ts'
import type { Hw } from '../machine/columns.ts'
import type { Iommu } from '../machine/domain.ts'
import { ABOUT, type About } from './about.ts'
import type { Call, Mapped, PageMapped, Request, Unmapped } from './asked.ts'
import type { CpuTouch } from './effects.ts'
import type { Bios } from './block/request-table.ts'
import type { UserRequest } from './mm/gup.ts'
import type { Page, PageType } from './mm/page.ts'
import type { FilledIn } from './mm/pgmap/filled-in.ts'
import type { AcquireOwner } from './gpu/drm-pagemap.ts'
import type { Direction, SgEntry, Table } from './lib/scatterlist.ts'
import type { Chosen } from './iommu/chooser.ts'
import type { MmDesign } from './mm/parts.ts'
import type { HmmDma, HmmDmaMapped, HmmDmaUnmapped } from './mm/device/dma-pfn.ts'
import type { NvmeData } from './nvme/map-data.ts'
import type { NvmeQueue } from './nvme/nvme.ts'
import { PAGELESS, type PagelessEntryPoints } from './pageless.ts'
import type { Refusal } from './refusals.ts'
import { refuse, unread } from './refuse.ts'

export type { About } from './about.ts'
export type { Call, Mapped, PageMapped, Request, Unmapped } from './asked.ts'

/** Bytes of a BAR; size 0: the rest of it. */
export interface Piece {
  readonly offset: number
  readonly size: number
}

/** A process maps a file: VM_MAYSHARE, pages into the file, pages; where `failsAt` is said, inserting that page fails. */
export interface MmapRequest {
  readonly shared: boolean
  readonly pgoff: number
  /** At least one. */
  readonly pages: number
  readonly failsAt: number | undefined
}

/** 0 or a negative errno, and why. */
export interface Added<K> {
  readonly k: K
  readonly rc: number
  readonly because?: Refusal
}

/** `waits`: for whoever still holds memory; unbinding again looks again. `BUG`: the kernel stops. */
export type Unbound = 'gone' | 'waits' | 'BUG'

/** A `dev_pagemap` of a BAR's bytes; its first byte names it. */
export interface PageMap {
  readonly provider: number
  readonly phys: Phys
  /** Bytes. */
  readonly length: number
  /** What its driver says that the memory is; left out: MEMORY_DEVICE_PCI_P2PDMA. */
  readonly type?: PageType
}

/** A machine that is up: its ACS control words, and the kind of each function's domain; undefined: its IOMMU is off. */
export interface BroughtUp {
  readonly acsControl: readonly number[]
  readonly iommuOf: (f: number) => Iommu
  /** `pci=noats`: no function has ATS enabled, whatever it can (`pci_ats_disabled`). */
  readonly noAts?: boolean
}

/** Whose turn it is to see the bytes: `dma_sync_sgtable_for_cpu`, `dma_sync_sgtable_for_device`. */
export type SyncFor = 'cpu' | 'device'

/** A sync answers nothing and changes nothing but bytes. */
export interface Synced {
  readonly cpu: readonly CpuTouch[]
}

/** `K` is what the design keeps: its kernel state. */
export interface EntryPoints<K> extends PagelessEntryPoints<K> {
  /** State after boot. */
  readonly boot: K
  /** The kernel comes up with a command line. */
  readonly bringUp?: (call: Call<K>, cmdline: string) => BroughtUp
  /** `pci_p2pdma_add_resource`: the BAR of `provider` gets struct pages, or a piece of it. 0 or a negative errno. */
  readonly addResource?: (call: Call<K>, provider: number, piece: Piece) => Added<K>
  /** `memremap_pages` of a page map that the driver of `provider` filled in; `oops`: a method is read where there are none. */
  readonly memremapPages?: (call: Call<K>, provider: number, filled: FilledIn) => Added<K> | 'oops'
  /** What has struct pages now. A rule may look at this, and at nothing else of what a design keeps. */
  readonly pageMaps?: (k: K) => readonly PageMap[]
  /** `pci_alloc_p2pmem`: `bytes` of the provider's pool, by CPU physical address; undefined: it has none to give. */
  readonly alloc?: (call: Call<K>, provider: number, bytes: number) => { k: K; phys?: Phys }
  /** `pci_free_p2pmem`: what was allocated goes back; `BUG`: the kernel stops. */
  readonly free?: (call: Call<K>, provider: number, phys: Phys, bytes: number) => { k: K; end: 'done' | 'BUG' }
  /** `mmap` of the sysfs file `p2pmem/allocate`. 0 or a negative errno, and where the memory lies. */
  readonly mmap?: (call: Call<K>, provider: number, request: MmapRequest) => { k: K; rc: number; phys?: Phys }
  /** `munmap` of that, whole. */
  readonly munmap?: (call: Call<K>, provider: number, phys: Phys, pages: number) => K
  /** The driver of the provider is unbound: page maps are taken down, the pool ends. */
  readonly unbind?: (call: Call<K>, provider: number) => { k: K; end: Unbound }
  /** `pci_p2pmem_publish` */
  readonly publish?: (call: Call<K>, provider: number, publish: boolean) => K
  /** `pci_p2pmem_find_many`: a published provider, or undefined. */
  readonly findMany?: (call: Call<K>, clients: readonly number[]) => { k: K; provider: number | undefined }
  /** `pci_p2pdma_distance_many`: hops, or -1. */
  readonly distanceMany?: (call: Call<K>, provider: number, clients: readonly number[]) => { k: K; distance: number }
  /** Building a table from neighbouring runs of memory, as `sg_alloc_table_from_pages` does. */
  readonly buildTable?: (runs: Table) => Table
  /** The same, each range appended by a call of its own (`sg_alloc_append_table_from_pages`). */
  readonly appendTable?: (runs: Table) => Table
  /** The same from ranges that come as bios of one request (`blk_rq_map_sg`). */
  readonly requestTable?: (runs: Table, bios: Bios) => Table
  /** What of ranges in one bio the NVMe driver hands to the DMA layer, and how (`nvme_map_data`). */
  readonly nvmeData?: (runs: Table, queue: NvmeQueue) => NvmeData
  /** `iommu_group_get`: the function that names the isolation group of `f`. */
  readonly groupOf?: (hw: Hw, f: number) => number
  /** `iommu_map` at an IOVA that user space chose, and what takes it back. */
  readonly mapChosen?: (
    call: Call<K>,
    client: number,
    direction: Direction,
    entry: SgEntry,
    chosen: Chosen,
  ) => PageMapped<K> & { readonly rc: number }
  readonly unmapChosen?: (call: Call<K>, request: Request) => Unmapped<K>
  /** `fq_flush_timeout`: the flush queue of the client's domain is emptied. */
  readonly flushQueue?: (call: Call<K>, client: number) => Pick<Unmapped<K>, 'k' | 'domains'>
  /** `get_user_pages` and its kin: the rc, and the pages that the caller holds. */
  readonly getUserPages?: (request: UserRequest) => { rc: number; pages: readonly Page[] }
  /** Memory that moves: page tables, HMM, migration, pins, and the driver. A value, not a function. */
  readonly memory?: MmDesign | undefined
  /** Drivers move memory to their devices and back (`migrate_vma_setup`, `migrate_device_range`). A value, not a function. */
  readonly migrates?: true | undefined
  /** `hmm_dma_map_alloc`: 0, or a negative errno where the device can have no addresses in this way. */
  readonly hmmDmaMapAlloc?: ((call: Call<K>, device: number) => number) | undefined
  /** `hmm_dma_map_pfn`, `hmm_dma_unmap_pfn`: of a page, and where it lies. */
  readonly hmmDmaMapPfn?: HmmDma<K, HmmDmaMapped<K>> | undefined
  readonly hmmDmaUnmapPfn?: HmmDma<K, HmmDmaUnmapped<K>> | undefined
  /** `dma_buf_phys_vec_to_sgt`, `dma_buf_free_sgt`: of a page that is lent, and where it lies. */
  readonly dmaBufMap?: HmmDma<K, HmmDmaMapped<K>> | undefined
  readonly dmaBufUnmap?: HmmDma<K, HmmDmaUnmapped<K>> | undefined
  /** `drm_pagemap_acquire_owner`: private memory gets an owner. */
  readonly acquireOwner?: AcquireOwner | undefined
  /** `dma_map_sgtable` */
  readonly mapSg?: (call: Call<K>, request: Request) => Mapped<K>
  /** `dma_unmap_sgtable`: `nents` is the number that the map answered. */
  readonly unmapSg?: (call: Call<K>, request: Request, nents: number) => Unmapped<K>
  /** `dma_sync_sgtable_for_cpu` and `_for_device` */
  readonly syncSg?: (call: Call<K>, request: Request, by: SyncFor) => Synced
  /** `dma_map_page` of bytes within one page. */
  readonly mapPage?: (call: Call<K>, client: number, direction: Direction, page: SgEntry) => PageMapped<K>
  /** `dma_map_resource` of a BAR's bytes, by CPU physical address. */
  readonly mapResource?: (call: Call<K>, client: number, direction: Direction, bytes: SgEntry) => PageMapped<K>
  /** `dma_unmap_page`, `dma_unmap_resource`: of a table of one entry. */
  readonly unmapPage?: (call: Call<K>, request: Request) => Unmapped<K>
  readonly unmapResource?: (call: Call<K>, request: Request) => Unmapped<K>
}

/** Every entry point by name; `boot`, `memory` and `migrates` are values, the others are functions. */
export const ENTRY_POINTS = Object.keys({
  boot: true,
  bringUp: true,
  addResource: true,
  memremapPages: true,
  pageMaps: true,
  alloc: true,
  free: true,
  mmap: true,
  munmap: true,
  unbind: true,
  publish: true,
  findMany: true,
  distanceMany: true,
  buildTable: true,
  appendTable: true,
  requestTable: true,
  nvmeData: true,
  groupOf: true,
  mapChosen: true,
  unmapChosen: true,
  flushQueue: true,
  getUserPages: true,
  memory: true,
  migrates: true,
  hmmDmaMapAlloc: true,
  hmmDmaMapPfn: true,
  hmmDmaUnmapPfn: true,
  dmaBufMap: true,
  dmaBufUnmap: true,
  acquireOwner: true,
  ...PAGELESS,
  mapSg: true,
  unmapSg: true,
  syncSg: true,
  mapPage: true,
  mapResource: true,
  unmapPage: true,
  unmapResource: true,
} satisfies Record<keyof EntryPoints<unknown>, true>) as (keyof EntryPoints<unknown>)[]

declare const hidden: unique symbol
/** A design's state, seen from outside. */
export type Opaque = { readonly [hidden]: never }

export type Design = About & EntryPoints<Opaque>

/** Closes a design over its state's type. Throws Refused where a name is nobody's. */
export const design = <K>(about: About, entryPoints: EntryPoints<K>): Design => {
  // A design may be said to be as another one, entry points and all.
  refuse([
    ...unread(about, [...ABOUT, ...ENTRY_POINTS], 'a field'),
    ...unread(entryPoints, ENTRY_POINTS, 'an entry point'),
  ])
  // An entry point that is looked up when it is asked for stays so; a spread would look once.
  return Object.defineProperties({ ...about } as Design, Object.getOwnPropertyDescriptors(entryPoints))
}
