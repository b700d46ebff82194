/**
 * What the kernel of the Linux family keeps. Never changed in place: a step makes a new one.
 */
import type { Iova } from '../address.ts'
import type { Bounce, IovaRange } from './effects.ts'
import type { Allocator } from './iommu/rcache.ts'
import type { Registered } from './mm/pgmap/filled-in.ts'
import type { MapType } from './pci/map-type.ts'
import { noP2pmem, type P2pmem } from './pci/p2pmem.ts'

export interface Kernel {
  /** P2P memory: the page maps of each function that called add_resource, and who has its pages. */
  readonly pools: P2pmem
  /** Page maps that drivers filled in themselves; left out: none. */
  readonly registered?: Registered
  /** `map_types` of every provider: key `provider * 2^16 + client` (MT-14). */
  readonly cache: ReadonlyMap<number, MapType>
  /** IOVA ranges handed out, by domain. */
  readonly iovas: ReadonlyMap<number, readonly IovaRange[]>
  /** Bases of ranges that were taken back, and that are not free before the IOTLB is flushed, by domain. */
  readonly queued: ReadonlyMap<number, readonly Iova[]>
  /** IOVA ranges that user space chose, by domain. */
  readonly chosen: ReadonlyMap<number, readonly IovaRange[]>
  /** What the allocator of each domain remembers; left out: none remembers anything, and any free range may be taken. */
  readonly allocators?: ReadonlyMap<number, Allocator>
  /** Functions that once found no IOVA below 4 GiB, and look there first no more (`pci_32bit_workaround`, DI-5). */
  readonly outgrown: ReadonlySet<number>
  /** Functions that bounced once: before that nobody asks whether a sync has anything to copy (`dma_skip_sync`). */
  readonly everBounced: ReadonlySet<number>
  /** Bounce slots in use. */
  readonly bounced: readonly Bounce[]
}

export const freshKernel: Kernel = {
  pools: noP2pmem,
  cache: new Map(),
  iovas: new Map(),
  queued: new Map(),
  chosen: new Map(),
  outgrown: new Set(),
  everBounced: new Set(),
  bounced: [],
}
