/**
 * Belief: what a struct page says of itself (`include/linux/mmzone.h`, `memremap.h`, `block/blk.h`, Linux 6.12.117).
 *
 * Rules PM-27, PM-28 and BK-3. Two pages may share an entry, or a bio, only if one
 * answer about routing holds for both; the pgmap is all the kernel has to tell that by.
 */
import { PAGE, advance, type Phys } from '../../address.ts'

/** `pgmap` of pages that no `dev_pagemap` describes: ordinary RAM. */
export const NO_PGMAP = -1

/** RAM, or the `enum memory_type` of the pgmap that describes the page. */
export const PAGE_TYPES = [
  'RAM',
  'MEMORY_DEVICE_PRIVATE',
  'MEMORY_DEVICE_COHERENT',
  'MEMORY_DEVICE_FS_DAX',
  'MEMORY_DEVICE_GENERIC',
  'MEMORY_DEVICE_PCI_P2PDMA',
] as const
export type PageType = (typeof PAGE_TYPES)[number]

/** One page of 4 KiB. */
export interface Page {
  readonly type: PageType
  /** Identity of the `dev_pagemap` that describes it, or NO_PGMAP: exactly the RAM pages have none. */
  readonly pgmap: number
  /** `page_to_phys`: CPU physical address of its first byte. */
  readonly phys: Phys
}

/** The page `n` pages further on, as pointer arithmetic on a struct page finds it: of the same kind, unchecked. */
export const pageAfter = (page: Page, n: number): Page => ({ ...page, phys: advance(page.phys, n * PAGE) })

/** PM-27, `is_zone_device_page`. */
export const isZoneDevice = ({ type }: Page): boolean => type !== 'RAM'

/** PM-27, `is_pci_p2pdma_page`. */
export const isP2pPage = ({ type }: Page): boolean => type === 'MEMORY_DEVICE_PCI_P2PDMA'

/** PM-28, `zone_device_pages_have_same_pgmap`: both RAM, or both of one pgmap. */
export const haveSamePgmap = (a: Page, b: Page): boolean => {
  if (isZoneDevice(a) !== isZoneDevice(b)) return false
  return !isZoneDevice(a) || a.pgmap === b.pgmap
}

/**
 * BK-3, `zone_device_pages_compatible`, a stable backport that 6.12.0 lacks: two pages may stand in one bio,
 * each in a bvec of its own. Only P2P memory is particular about its company.
 */
export const areCompatible = (a: Page, b: Page): boolean => (isP2pPage(a) || isP2pPage(b) ? haveSamePgmap(a, b) : true)
