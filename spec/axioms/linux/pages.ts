/** PM: pages of devices; SG: lists of pages; HM: mirrors of an address space. */
import { axioms } from '../axiom.ts'

export const DEVICE_PAGES = axioms(
  '{}, Linux 6.12.117',
  `
PM-6  | read   | mm/memremap.c, memremap_pages() | The kernel maps a page map of peer memory uncached for itself, and asks neither for operations nor for an owner.
PM-12 | read   | mm/memremap.c, pagemap_range() | A page map is refused with ENOMEM if its first or last page has one, with ENXIO over RAM, with EINVAL out of range or not aligned to 2 MiB, and with EEXIST over what is there, asked in this order. | Page maps of types 0 to 6 were compared with a booted kernel, in conformance/recordings/findings.
PM-14 | read   | mm/memremap.c, pagemap_range() | Memory of every type but private is in the kernel's linear map.
PM-26 | read   | mm/memremap.c, memunmap_pages(), pageunmap_range(), pgmap_array_delete() | A page map lives, is killed, has no reference left, is found no more, and is gone: its reference is freed last, after all who found it under RCU have asked.
PM-25 | read   | mm/memremap.c, memunmap_pages() | Teardown kills the reference, waits until it is 0, and then takes the pages away: private memory waits for every page that is out, memory of a BAR for every allocation and every page of a process. | No mapping for DMA holds a reference.
PM-27 | judged | include/linux/memremap.h, is_pci_p2pdma_page() | Whether a page is peer memory is told by the type of its page map; without CONFIG_PCI_P2PDMA no page is.
PM-28 | judged | include/linux/mmzone.h, zone_device_pages_have_same_pgmap() | Two pages are of one kind if neither belongs to a device, or both do and have one page map.
SG-5  | judged | lib/scatterlist.c, pages_are_mergeable() | A table made from pages joins neighbours that follow each other in memory, are of one kind (PM-28) and fit in a segment.
SG-6  | judged | lib/scatterlist.c, sg_alloc_append_table_from_pages() | A list may have memory of many kinds; one entry may not.
HM-5  | read   | mm/hmm.c, hmm_vma_walk_hole() | A hole where something is asked for is faulted as a whole, with all that is asked of any of its pages joined. | "As a whole" is one page table's part where the level above exists.
HM-6b | read   | mm/hmm.c, hmm_vma_handle_pte() and hmm_vma_fault() | A fault at one page goes on to the end of its page table's part of the range with what that page needs, so that pages are faulted that nobody asked for.
`,
)
