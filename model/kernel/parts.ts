/**
 * What a design of the kernel family is made of.
 *
 * Every part takes the parts, so that overriding one changes what the others see: a release, a
 * historical bug or a mutant is one line over the release before it (docs/decisions/0003).
 *
 * A part answers from its arguments alone and remembers nothing; other parts it reads from the table that it is given,
 * each time it is called. Designs whose parts are the same functions share their runs (docs/decisions/0012).
 */
import type { Dma, Iova, Phys } from '../address.ts'
import type { Hw, Machine } from '../machine/columns.ts'
import type { Invalidation } from '../machine/domain.ts'
import type {
  Added,
  BroughtUp,
  Call,
  Mapped,
  MmapRequest,
  PageMapped,
  Piece,
  Request,
  SyncFor,
  Synced,
  Unbound,
  Unmapped,
} from './design.ts'
import type { Bios } from './block/request-table.ts'
import type { AcquireOwner } from './gpu/drm-pagemap.ts'
import type { IovaRange } from './effects.ts'
import type { Chosen } from './iommu/chooser.ts'
import type { MmDesign } from './mm/parts.ts'
import type { DmaPfn, HmmDmaMapped, HmmDmaUnmapped } from './mm/device/dma-pfn.ts'
import type { Direction, SgEntry, Table } from './lib/scatterlist.ts'
import type { GupParts } from './mm/gup-page.ts'
import type { registrar } from './mm/pgmap/registrar.ts'
import type { nvmeData } from './nvme/map-data.ts'
import type { Classified, MapType } from './pci/map-type.ts'
import { PAGELESS_PARTS, type PagelessParts } from './pageless.ts'
import type { Kernel } from './state.ts'

export type MapSg = (parts: Parts, call: Call<Kernel>, request: Request) => Mapped<Kernel>
export type UnmapSg = (parts: Parts, call: Call<Kernel>, request: Request, nents: number) => Unmapped<Kernel>
type UnmapPage = (parts: Parts, call: Call<Kernel>, request: Request) => Unmapped<Kernel>
type SyncSg = (parts: Parts, call: Call<Kernel>, request: Request, by: SyncFor) => Synced
export type MapPage = (call: Call<Kernel>, client: number, direction: Direction, page: SgEntry) => PageMapped<Kernel>

type HmmDma<Answer> = (parts: Parts, call: Call<Kernel>, device: number, pfn: DmaPfn, page: SgEntry) => Answer

export interface Parts extends PagelessParts<Parts, Kernel> {
  // drivers/pci/pci.c, drivers/iommu/iommu.c
  /** `pci_setup`, `pci_enable_acs`, `iommu_setup`: what the command line makes of a machine. */
  readonly bringUp: (hw: Hw, cmdline: string) => BroughtUp

  // drivers/pci/p2pdma.c
  /** `pci_p2pdma_add_resource` */
  readonly addResource: (call: Call<Kernel>, provider: number, piece: Piece) => Added<Kernel>
  /** `pci_bridge_has_acs_redir`: this function is believed to redirect peer traffic. */
  readonly hasAcsRedir: (hw: Hw, f: number) => boolean
  /** `cpu_supports_p2pdma || host_bridge_whitelist`, by index of the two host bridges. */
  readonly bridgesForward: (m: Machine, provider: number, client: number) => boolean
  /** `calc_map_type_and_dist`, of two functions. */
  readonly classify: (parts: Parts, hw: Hw, provider: number, client: number) => Classified
  /** `pci_p2pdma_map_type`: `client` may be any device. */
  readonly mapType: (parts: Parts, call: Call<Kernel>, provider: number, client: number) => { k: Kernel; type: MapType }
  /** Bus address of a BAR byte, from its CPU physical address and `bus_offset`. */
  readonly busAddress: (address: Phys, busOffset: number) => Dma
  /** An entry that the client reaches by bus address, filled in. */
  readonly asBusAddress: (parts: Parts, k: Kernel, entry: SgEntry) => SgEntry
  /** `pci_p2pdma_distance_many` */
  readonly distanceMany: (
    parts: Parts,
    call: Call<Kernel>,
    provider: number,
    clients: readonly number[],
  ) => { k: Kernel; distance: number }
  /** `pci_alloc_p2pmem`, `pci_free_p2pmem` */
  readonly alloc: (k: Kernel, provider: number, bytes: number) => { k: Kernel; phys?: Phys }
  readonly free: (k: Kernel, provider: number, phys: Phys, bytes: number) => { k: Kernel; end: 'done' | 'BUG' }
  /** `p2pmem_alloc_mmap` */
  readonly mmap: (k: Kernel, provider: number, request: MmapRequest) => { k: Kernel; rc: number; phys?: Phys }
  /** `pci_p2pdma_unmap_mappings`, `memunmap_pages`, `pci_p2pdma_release`, in the order of the release */
  readonly unbind: (k: Kernel, provider: number) => { k: Kernel; end: Unbound }
  /** `pci_p2pmem_publish`, `pci_p2pmem_find_many` */
  readonly publish: (k: Kernel, provider: number, publish: boolean) => Kernel
  readonly findMany: (
    parts: Parts,
    call: Call<Kernel>,
    clients: readonly number[],
  ) => { k: Kernel; provider: number | undefined }

  // mm/memremap.c
  /** `memremap_pages` */
  readonly memremapPages: ReturnType<typeof registrar>

  // drivers/iommu/iommu.c
  /** `pci_device_group`, by the function that names the group. */
  readonly groupOf: (hw: Hw, f: number) => number
  /** `iommu_map` at an IOVA that user space chose, and what takes it back. */
  readonly mapChosen: (
    call: Call<Kernel>,
    client: number,
    direction: Direction,
    entry: SgEntry,
    chosen: Chosen,
  ) => PageMapped<Kernel> & { readonly rc: number }
  readonly unmapChosen: UnmapPage

  // mm/gup.c
  readonly gup: GupParts

  // mm, lib/test_hmm.c
  /** Memory that moves. Left out: all that is asked of it is n/a. */
  readonly memory?: MmDesign

  // mm/hmm.c, from 6.16 on
  readonly hmmDmaMapAlloc?: (call: Call<Kernel>, device: number) => number
  readonly hmmDmaMapPfn?: HmmDma<HmmDmaMapped<Kernel>>
  readonly hmmDmaUnmapPfn?: HmmDma<HmmDmaUnmapped<Kernel>>

  // drivers/dma-buf/dma-buf-mapping.c, from 6.19 on
  readonly dmaBufMap?: HmmDma<HmmDmaMapped<Kernel>>
  readonly dmaBufUnmap?: HmmDma<HmmDmaUnmapped<Kernel>>

  // drivers/gpu/drm/drm_pagemap_util.c, from 7.0 on
  readonly acquireOwner?: AcquireOwner

  // lib/scatterlist.c
  /** `sg_alloc_table_from_pages` */
  readonly buildTable: (runs: Table) => Table
  /** `sg_alloc_append_table_from_pages`, a call for each range */
  readonly appendTable: (runs: Table) => Table

  // block/bio.c, block/blk-merge.c
  /** `bio_add_page`, `__blk_rq_map_sg` */
  readonly requestTable: (runs: Table, bios: Bios) => Table

  // drivers/nvme/host/pci.c
  /** `nvme_map_data`, up to what it hands to the DMA layer */
  readonly nvmeData: ReturnType<typeof nvmeData>

  // kernel/dma/mapping.c
  /** `dma_map_sgtable`, `dma_unmap_sgtable`: they choose one of the backends below. */
  readonly mapSg: MapSg
  readonly unmapSg: UnmapSg
  readonly mapPage: (parts: Parts, ...args: Parameters<MapPage>) => PageMapped<Kernel>
  readonly mapResource: (parts: Parts, ...args: Parameters<MapPage>) => PageMapped<Kernel>
  readonly unmapPage: UnmapPage
  readonly unmapResource: UnmapPage
  readonly syncSg: SyncSg

  // kernel/dma/direct.c
  readonly directMapSg: MapSg
  readonly directUnmapSg: UnmapSg
  readonly directUnmapPage: UnmapPage
  readonly directSyncSg: SyncSg
  readonly directPage: MapPage
  readonly directResource: (...args: Parameters<MapPage>) => PageMapped<Kernel>
  /** What unmap, and a failing map, do to the marks of entries that were mapped. */
  readonly unwind: (mapped: Table) => Table

  // drivers/iommu/dma-iommu.c
  readonly iommuMapSg: MapSg
  readonly iommuUnmapSg: UnmapSg
  readonly iommuUnmapPage: UnmapPage
  readonly iommuUnmapResource: UnmapPage
  readonly iommuSyncSg: SyncSg
  /** `iommu_dma_free_iova`: the range that begins at `base`, of the domain of `f`. */
  readonly freeIova: (k: Kernel, hw: Hw, f: number, base: Iova) => Kernel
  /** `fq_full`: whether no more can wait in the flush queue of the domain of `f`. */
  readonly fqFull: (k: Kernel, hw: Hw, f: number) => boolean
  /** `fq_flush_timeout`, and the flush of a queue that is full */
  readonly flushQueue: (parts: Parts, call: Call<Kernel>, client: number) => Pick<Unmapped<Kernel>, 'k' | 'domains'>
  /** `iommu_iotlb_sync`: what is put into the invalidation queue for a range, where devices of the domain of `f` have ATS. */
  readonly flushDevices: (hw: Hw, f: number, range: IovaRange) => readonly Invalidation[]
  /** The path of a list for an untrusted device. */
  readonly mapSgBounced: MapSg
  readonly iommuPage: MapPage
  readonly iommuResource: MapPage

  // include/rdma/ib_verbs.h
  readonly virtMapSg: MapSg
}

/** Every part by name; all but `gup` and `memory` are functions. */
export const PART_NAMES = Object.keys({
  bringUp: true,
  addResource: true,
  memremapPages: true,
  alloc: true,
  free: true,
  mmap: true,
  unbind: true,
  hasAcsRedir: true,
  bridgesForward: true,
  classify: true,
  mapType: true,
  busAddress: true,
  asBusAddress: true,
  distanceMany: true,
  publish: true,
  findMany: true,
  groupOf: true,
  mapChosen: true,
  unmapChosen: true,
  gup: true,
  memory: true,
  hmmDmaMapAlloc: true,
  hmmDmaMapPfn: true,
  hmmDmaUnmapPfn: true,
  dmaBufMap: true,
  dmaBufUnmap: true,
  acquireOwner: true,
  ...PAGELESS_PARTS,
  buildTable: true,
  appendTable: true,
  requestTable: true,
  nvmeData: true,
  mapSg: true,
  unmapSg: true,
  mapPage: true,
  mapResource: true,
  unmapPage: true,
  unmapResource: true,
  syncSg: true,
  directMapSg: true,
  directUnmapSg: true,
  directUnmapPage: true,
  directSyncSg: true,
  directPage: true,
  directResource: true,
  unwind: true,
  iommuMapSg: true,
  iommuUnmapSg: true,
  iommuUnmapPage: true,
  iommuUnmapResource: true,
  iommuSyncSg: true,
  freeIova: true,
  fqFull: true,
  flushQueue: true,
  flushDevices: true,
  mapSgBounced: true,
  iommuPage: true,
  iommuResource: true,
  virtMapSg: true,
} satisfies Record<keyof Parts, true>) as (keyof Parts)[]
