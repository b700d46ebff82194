/** Pages to ask the kernel half about: one page frame each, of the kind a test needs. */
import type { Phys } from '../../../model/address.ts'
import { NO_PGMAP, PAGE_TYPES, type Page, type PageType } from '../../../model/kernel/mm/page.ts'

export const PAGE = 4096
/** CPU physical address of page frame `pfn`. */
export const frame = (pfn: number): Phys => (pfn * PAGE) as Phys

export const ram = (pfn: number): Page => ({ type: 'RAM', pgmap: NO_PGMAP, phys: frame(pfn) })
export const p2p = (pfn: number, pgmap = 1): Page => ({ type: 'MEMORY_DEVICE_PCI_P2PDMA', pgmap, phys: frame(pfn) })
/** Of any type; all device types but RAM get pgmap `pgmap`. */
export const pageOf = (type: PageType, pfn: number, pgmap = 1): Page => ({
  type,
  pgmap: type === 'RAM' ? NO_PGMAP : pgmap,
  phys: frame(pfn),
})
export const DEVICE_TYPES = PAGE_TYPES.filter((type) => type !== 'RAM')
