/**
 * Scopes of memory without struct pages, and of what is done with the number that a device got for memory.
 */
import { plain } from './exhausted.ts'
import { LISTED, NO_CAPABILITY, UNLISTED, acs } from './platforms.ts'
import type { Scope } from './scope.ts'

/** Ranges of a BAR, mapped by provider, offset and length, and taken back. */
export const ranges: Scope = {
  ...plain,
  name: 'ranges',
  offsets: [0x80000000],
  platforms: [UNLISTED, LISTED],
  forwards: ['everything'],
  endpoints: [2],
  integrated: false,
  portAcs: [NO_CAPABILITY, acs('RR', 'UF')],
  pageless: 'ranges of a BAR',
}

/** Pages of a process, some of them an exporter's, mapped and perhaps mapped once more. */
export const userPages: Scope = {
  ...ranges,
  name: 'user pages',
  platforms: [LISTED],
  switches: [1],
  pageless: 'pages of a process',
}

/** Page maps that a driver fills in by itself; on one machine its BAR lies where the kernel can map nothing. */
export const pageMaps: Scope = {
  ...plain,
  name: 'page maps',
  platforms: [UNLISTED, { ...UNLISTED, addressBits: 38 }],
  iommu: ['off'],
  switches: [0],
  endpoints: [1],
  integrated: false,
  registers: true,
}

/** Lists that are handed over to a device without coherent caches, where bus addresses are the numbers of other memory. */
export const handedOver: Scope = {
  ...plain,
  name: 'handed over',
  offsets: [0x80000000],
  qualities: ['not coherent'],
  switches: [0, 1],
  endpoints: [1, 2],
  entries: [1],
  uses: [false],
  unmap: [true],
  extras: ['dma_sync_sgtable'],
}
