/** LAT: what Linux 6.12.117 does and may not have meant; docs/findings has a page for most. */
import { axioms } from '../axiom.ts'

export const LATENT = axioms(
  '{}, Linux 6.12.117',
  `
LAT-1  | judged | drivers/iommu/dma-iommu.c, iommu_dma_map_sg_swiotlb() | Behind an IOMMU nothing asks whether an untrusted client reaches the peers in its list; what is not aligned is copied from the BAR by the CPU.
LAT-2  | judged | drivers/iommu/iommu.c, iommu_map_sg() | A valid list is EINVAL if its last entry has a bus address and lies behind the memory of the run before it. | The same is true of a last entry that is empty and lies there (read).
LAT-3  | judged | drivers/iommu/dma-iommu.c, iommu_dma_map_sg() | After the refusal of LAT-2 translations stay in the table while their IOVAs are free again. | Worse than was read: behind Intel's IOMMU the next mapping succeeds and its DMA lands in the old memory. From 6.19 on the next mapping is refused.
LAT-4  | judged | kernel/dma/direct.c, dma_direct_sync_sg_for_cpu() | Syncing a list takes bus addresses for DMA addresses of RAM, and so copies the bounce buffer of somebody else that has the number. | The research had it without effect on a coherent x86 machine: it has one where a host bridge has an offset and the client has had a bounce buffer itself. So it is in 7.3.4.
LAT-5  | judged | kernel/dma/mapping.c, dma_map_page_attrs() | A single page or resource has no rule for peers: it is mapped where a list would be refused.
LAT-6  | judged | mm/memremap.c, free_zone_device_folio() | A freed page is in the pool before its count is set to one, so it may be handed out with none, or have its count overwritten. | Shown with the other CPU's calls put in by hand.
LAT-7  | judged | drivers/pci/p2pdma.c, pci_p2pdma_map_type() | A map type outlives a change of ACS, and a device that took the place of the one it was made for.
LAT-8  | judged | drivers/pci/p2pdma.c, calc_map_type_and_dist() | ACS of a port or function counts as a redirect for traffic that never passes it: a function may be refused its own memory.
LAT-9  | judged | drivers/pci/quirks.c, pci_quirk_enable_intel_spt_pch_acs() | ACS that a quirk switches on in a place of its own is not seen by P2PDMA, which says BUS_ADDR though the port redirects. | The port in the finding is made up.
LAT-10 | judged | drivers/pci/pci.c, __pci_config_acs() | A parameter takes back what Linux, or another parameter, has switched on, for it starts from the firmware's word. | For config_acs that is meant, since 9cf8a952d57b.
LAT-11 | judged | mm/memremap.c, memremap_pages() | A page map of a type that does not exist is accepted, with a warning.
LAT-12 | judged | mm/memremap.c, memremap_pages() | A page map of coherent memory without operations is an oops, not EINVAL.
LAT-13 | judged | mm/memremap.c, pagemap_range() | A new page map looks for others at its two ends only, and one that fails takes the entries of the one between with it.
LAT-14 | judged | drivers/iommu/dma-iommu.c, iommu_dma_map_sg_swiotlb() | The mark of a list that was mapped for an untrusted client stays: the same table mapped again is unmapped page by page.
LAT-15 | judged | drivers/pci/p2pdma.c, pci_p2pdma_map_type() and pci_p2pdma_distance_many() | A child of a PCI function that is no PCI function itself has a distance, but its lists are refused.
LAT-16 | judged | kernel/dma/mapping.c, __dma_map_sg_attrs() | A device without a DMA mask maps no entry of a list, and gets no error.
LAT-17 | judged | drivers/pci/p2pdma.c, p2pmem_alloc_mmap() | User space and the kernel map one page of a BAR with two memory types.
LAT-18 | read   | mm/hmm.c, hmm_vma_handle_pte() | In a snapshot, a page that NUMA balancing keeps from access has its number, but not the bit that says valid. | mprotect() does not get there: its mapping is refused before.
LAT-19 | judged | mm/hmm.c, hmm_vma_walk_hole() and hmm_vma_fault() | Pages that nobody asked for are faulted, and for writing if a neighbour was asked so; that can make the call fail.
LAT-20 | judged | drivers/iommu/dma-iommu.c, iommu_dma_map_sg() | Room left for a boundary is filled with the memory behind the entry, so the device reaches it. | Worse than was read: it may be another device's BAR.
LAT-21 | read   | include/linux/dma-direct.h, phys_to_dma() | With AMD's memory encryption dma-direct puts the encryption bit into the address of a peer. | Nobody has asked an AMD machine.
LAT-22 | judged | mm/migrate_device.c, migrate_vma_check_page() | The first half of a migration allows a device page one reference that the second half does not: it is taken apart for a migration that cannot succeed.
LAT-23 | read   | drivers/pci/p2pdma.c, pci_p2pdma_unmap_mappings() | Taking back one BAR's memory removes the file that all BARs of the function share.
LAT-24 | judged | drivers/pci/p2pdma.c, pci_p2pdma_add_resource() | Size plus offset may wrap, and the check is passed. | Harmless, against what was read: xa_store_range() answers EINVAL for an end before its start.
LAT-25 | judged | mm/hmm.c, hmm_vma_handle_pte() | The owner of a private page that may only be read asks to write it, and gets success and a page without that right.
LAT-26 | judged | kernel/dma/direct.c, dma_direct_map_sg() | The DMA fields of a list that was refused are stale from the failing entry on. | Worse than was read: behind an IOMMU they go into offsets, and a list mapped twice reaches memory it never named.
LAT-27 | judged | drivers/pci/p2pdma.c, pci_p2pdma_distance_many() | A distance is asked long before the mapping, and the facts that it was computed from may change between them.
`,
)
