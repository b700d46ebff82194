/** R: what a release changed, by the release from which on it is so. */
import { axioms } from '../axiom.ts'

export const LATER = axioms(
  '{}',
  `
R4.20-10 | read | Linux 4.20, mm/hmm.c | Private memory has no owner: it is told to any device.
R4.20-11 | read | Linux 4.20, mm/migrate.c, migrate_vma() | Every private page is moved, whosever it is.
R5.7-3   | read | Linux 5.7, mm/hmm.c, hmm_vma_handle_pte() | A device is told of private memory of its owner, and a request for another owner's fails.
R5.19-2  | read | Linux 5.19, mm/hmm.c, hmm_vma_handle_pte(); commit 8a295dbbaf72 | A request for private memory of another owner is a fault.
R6.1-2   | read | Linux 6.1, mm/memory.c, do_swap_page(); commit 16ce101db85d | A fault on a private page holds the page while its driver moves it, and a migration allows for that reference.
R6.11-2  | read | Linux 6.11 to 6.14, drivers/pci/pci.c, __pci_config_acs() | A bit that an ACS parameter clears falls back to what firmware had, and disable_acs_redir sets all others.
R6.15-1  | judged | Linux 7.3.4, mm/mm_init.c, __init_zone_device_page(); drivers/pci/p2pdma.c, p2pmem_alloc_mmap() | The free value of the count of a P2P page, and of an FS_DAX page, is 0; up to then it was 1.
R6.15-3  | judged | Linux 7.3.4, mm/memory.c, do_swap_page(); mm/migrate_device.c; commit 1afaeb8293c9 (6.15) | A fault on a private page takes the page's lock, without waiting, before it takes a reference. A migration takes the page of the fault as locked.
R6.15-4  | judged | Linux 7.3.4, mm/rmap.c, make_device_exclusive(); mm/memory.c, remove_device_exclusive_entry() | Exclusive access is for one page a call: the call waits for the page's lock, tells of this page alone, and keeps the mapping's count and reference. The entry is one for writing, and mprotect leaves it so (change_softleaf_pte()). A fault that ends it tells an event CLEAR (remove_device_exclusive_entry()); fork and munmap do not.
R6.16-3  | read | Linux 6.16, mm/hmm.c, hmm_dma_map_alloc(), hmm_dma_map_pfn() | A range that is mirrored is mapped for a device page by page, and a page remembers that it is mapped.
R6.19-3  | read | Linux 6.19, drivers/vfio/pci/vfio_pci_dmabuf.c | VFIO lends ranges of a BAR as a dma-buf. Before a reset it takes them back: it tells whoever borrowed them, and waits for nobody.
R6.19-4  | read | Linux 6.19 to 7.3.4, drivers/dma-buf/dma-buf-mapping.c, dma_buf_phys_vec_to_sgt() | Where there is one range of IOVAs for all, every range of the BAR is linked at its beginning.
R7.0-2   | judged | Linux 7.3.4, mm/memory.c, do_swap_page(); commit b570f37a2ce4 (7.0) | A fault on a private page that does not get the page's lock waits for that, and is then taken again.
R7.0-6   | read | Linux 7.0, drivers/gpu/drm/drm_pagemap_util.c | Drivers whose memory reaches each other's join one owner, in the order in which they came.
R7.1-4   | read | Linux 7.1, drivers/dma-buf/dma-buf.c, dma_buf_attach_revocable() | An importer that has invalidate_mappings can be told that memory is taken back.
R7.1-5   | read | Linux 7.1, drivers/vfio/pci/vfio_pci_dmabuf.c | VFIO lends to importers only that can be told so. When it takes memory back it waits until every mapping is gone.
R7.3-7   | judged | Linux 7.3.4, mm/vma.c, is_mergeable_anon_vma(); 6.12.117, the same function | A VMA that has an anon_vma is merged into a neighbour that has none, unless it came by a fork. 6.12 refuses that. | The release between the two was not looked up.
R7.3-8   | judged | Linux 7.3.4, mm/rmap.c, try_to_migrate_one(); mm/memremap.c, zone_device_page_init(); 6.12.117, the same functions | A page becomes dirty only by an entry that is present, and a device page that is taken again keeps no mark of before. In 6.12 a private entry says dirty by chance (MN2-2). | The releases between the two were not looked up.
R7.3-9   | judged | Linux 7.3.4, mm/memremap.c, zone_device_page_init(); 6.12.117, the same function | A page of a page map may be taken while the map is removed: there is no warning, and the removal waits for that page, too. 6.12 warns, takes no reference of the map, and drops one when the page is freed (MN2-17). | The release between the two was not looked up.
R7.3-10  | judged | Linux 7.3.4, mm/mremap.c, remap_move(); 6.12.117, vma_to_resize() | mremap to a place of the caller's choice moves a range over several VMAs. 6.12 answers EFAULT, and has unmapped by then what was at that place. | The release between the two was not looked up.
R7.3-11  | judged | Linux 7.3.4, mm/hmm.c, hmm_vma_handle_pte(); 6.12.117, the same function | HMM that asks for a page where a mark is (UFFDIO_POISON) answers EFAULT at once. 6.12 faults it as a hole, and answers EPERM before that where the VMA may not be written. | The release between the two was not looked up.
R7.3-12  | judged | Linux 7.3.4, mm/vma.c, copy_vma(), needs_adjacent_anon_pgoff(); 6.12.117, copy_vma() | A VMA of a private file has an offset of its own for pages of its own, by its place (vma_start_anon_pgoff()). mremap gives it a new one as long as it has no anon_vma. Two VMAs are merged only where both their offsets follow each other; in 6.12 that in the file is enough. | The release between the two was not looked up.
`,
)
