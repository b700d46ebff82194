/**
 * What the kernel of the Linux family keeps. Never changed in place: a step makes a new one.
 */
import type { Bounce, IovaRange } from './effects.ts'
import type { MapType } from './pci/map-type.ts'

export interface Kernel {
  /** `bus_offset` of the pgmap of each function that called add_resource, bytes. */
  readonly busOffset: ReadonlyMap<number, number>
  /** `map_types` of every provider: key `provider * 2^16 + client` (MT-14). */
  readonly cache: ReadonlyMap<number, MapType>
  /** Functions that published their memory (AR-7). */
  readonly published: ReadonlySet<number>
  /** IOVA ranges handed out, by function. */
  readonly iovas: ReadonlyMap<number, readonly IovaRange[]>
  /** Functions that once found no IOVA below 4 GiB, and look there first no more (`pci_32bit_workaround`, DI-5). */
  readonly outgrown: ReadonlySet<number>
  /** Functions that bounced once: before that nobody asks whether a sync has anything to copy (`dma_skip_sync`). */
  readonly everBounced: ReadonlySet<number>
  /** Bounce slots in use. */
  readonly bounced: readonly Bounce[]
}

export const freshKernel: Kernel = {
  busOffset: new Map(),
  cache: new Map(),
  published: new Set(),
  iovas: new Map(),
  outgrown: new Set(),
  everBounced: new Set(),
  bounced: [],
}
