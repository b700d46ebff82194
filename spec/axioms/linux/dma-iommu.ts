/** DI: mapping behind an IOMMU that translates. */
import { axioms } from '../axiom.ts'

export const DMA_IOMMU = axioms(
  'drivers/iommu/{}, Linux 6.12.117',
  `
DI-1  | read   | dma-iommu.c, iommu_dma_map_sg() | A device whose attachment was put off, and fails now, gets EINVAL.
DI-2  | judged | dma-iommu.c, dev_use_sg_swiotlb(), iommu_dma_map_sg_swiotlb() | The whole list of an untrusted device is mapped page by page, without any rule for peers, and its first entry is marked for it; a failure unmaps what was done and is EIO.
DI-3  | judged | dma-iommu.c, iommu_dma_map_sg() | Every other list gets whole IOVA pages for each entry without a bus address, and room where an entry would cross the device's boundary; caches of a client that is not coherent are flushed first, over peer memory too.
DI-4  | judged | dma-iommu.c, iommu_dma_map_sg() | A list of bus addresses only needs no IOVA.
DI-5  | judged | dma-iommu.c, iommu_dma_alloc_iova() | A list has one range of IOVAs, rounded up to a power of two of pages and aligned to it if it is not too long for the cache, below 4 GiB if that is possible for a PCI device; one of that size that was given back comes first, and a new one lies below the last new one; none left is ENOMEM.
DI-6  | read   | dma-iommu.c, dma_info_to_prot() | Direction decides whether an IOVA may be read or written; coherent devices get cached translations, and peer memory is not told apart. | IOMMU_MMIO for peers came with 6.18.
DI-7  | judged | iommu.c, iommu_map_sg() | Runs of entries that follow each other in memory are written to the table at once, marked entries left out; a short result is an error that frees the IOVAs.
DI-8  | judged | iommu.c, iommu_map_sg() | A marked entry at the end of a list that follows the run before it in memory keeps that run from being written, and the list fails.
DI-9  | judged | dma-iommu.c, iommu_dma_map_sg(), __invalidate_sg() | A list fails with ENOMEM or EREMOTEIO, and for all other reasons with EINVAL; marks are taken back and the list is put back as it was.
DI-10 | judged | dma-iommu.c, __finalise_sg() | What follows in IOVA space is one entry, as far as segment limit, boundary and page alignment allow, packed to the front; an entry with a bus address stays apart, and its mark moves with it.
DI-11 | judged | dma-iommu.c, iommu_dma_map_sg() and __finalise_sg() | A segment is at most 64 KiB long and has no boundary, unless the driver says so.
DI-12 | judged | dma-iommu.c, iommu_dma_unmap_sg() | Unmapping takes marks off and unmaps once, from the first to the last entry that is no bus address; a list that was marked as bounced goes page by page.
DI-13 | judged | dma-iommu.c, iommu_dma_map_page(), iommu_dma_map_resource(), iommu_dma_unmap_page(), iommu_dma_unmap_resource() | A page or a resource gets an IOVA, whoever it belongs to, and loses it whole; what shares a page with other bytes bounces for an untrusted device, from the beginning of a page on. | A driver may ask that a bounce buffer keeps the offset (dma_set_min_align_mask()).
DI-14 | read   | dma-iommu.c, iova_reserve_pci_windows(), iova_reserve_iommu_regions() | The memory windows of the device's host bridge, as bus addresses, gaps of its DMA ranges, interrupts and, behind an AMD IOMMU, the HyperTransport range are never given as IOVAs.
DI-15 | judged | dma-iommu.c, iommu_setup_dma_ops() | An IOMMU that passes everything through counts as none.
DI-16 | judged | dma-iommu.c, iommu_dma_sync_sg_for_cpu(), iommu_dma_sync_sg_for_device() | Syncing a list of an untrusted device copies between its bounce buffers and memory, towards whose turn it is, where the direction allows it; of any other list caches are flushed, those over peers too, if the device is not coherent.
DI-17 | judged | iommu.c, iommu_setup_default_domain(), iommu_get_default_domain_type() | All functions of an IOMMU group have one default domain: one table, one allocator of IOVAs, one type, and identity where one of them asks for it.
DI-18 | judged | ../pci/search.c, pci_for_each_dma_alias() | A function is attached to its group's domain under its own requester ID, under those that a quirk or driver added, and under that of every bridge to conventional PCI above it.
DI-19 | judged | iommu.c, pci_device_group() | A group begins at the topmost port that does not isolate, or at the bridge to conventional PCI above; functions of one device that do not isolate, and functions that send as each other, are of one group; a virtual function counts as a device of its own.
DI-20 | judged | dma-iommu.c, iommu_dma_map_sg(), __finalise_sg(), iommu_dma_unmap_sg() | An empty entry on a page boundary takes no IOVA, and room up to the device's boundary is left before it, so that behind any other the list fails with EINVAL where that is 4 GiB; unmapping ends at the first empty entry, and leaves what lies behind it.
DI-21 | read   | ../vfio/vfio_iommu_type1.c, vfio_dma_do_map(); iommufd/io_pagetable.c, iopt_check_iova() | User space maps whole pages at IOVAs of its choice, outside reserved regions and of what is mapped; VFIO maps a BAR that is mapped into a process, iommufd does not; no group in which a driver of the kernel works is given away.
DI-22 | judged | dma-iommu.c, __iommu_dma_unmap(), queue_iova(); iommu.c, iommu_dma_setup(), iommu_get_default_domain_type() | With iommu.strict=0, on x86 and s390 the default, unmapping a range takes it out of the table and does not wait for the IOTLB; an untrusted device's domain is always strict, and user space's iommu_unmap() waits.
DI-23 | judged | dma-iommu.c, fq_flush_timeout(), fq_ring_free_locked() | A range that was unmapped lazily is free for another mapping only after the whole IOTLB was flushed: 10 ms later, or when the CPU's queue is full.
DI-24 | read   | iommu.c, iommu_create_device_direct_mappings(), __iommu_device_set_domain(); intel/iommu.c, intel_iommu_get_resv_regions() | What firmware says that a function uses by itself (RMRR, IVMD) is mapped one to one in its default domain and kept from the allocator of IOVAs; its group is given to nobody, EINVAL, unless it is of a USB or graphics device.
DI-25 | read   | intel/cache.c, cache_tag_flush_range(); intel/dmar.c, qi_submit_sync(); amd/iommu.c, __domain_flush_pages(), domain_flush_complete() | Where an unmap waits, the IOTLB is told to forget the range first, then each device of the domain for which ATS is on, and the CPU waits until all of them have.
DI-26 | read   | dma-iommu.c, fq_flush_iotlb(); intel/cache.c, cache_tag_flush_all(); amd/iommu.c, amd_iommu_flush_iotlb_all() | Where an unmap is lazy no device is told; the flush of the queue tells the IOTLB and each device to forget every IOVA, and waits for them.
DI-27 | judged | dma-iommu.c, queue_iova(), fq_full(), fq_ring_free_locked() | A CPU's queue of a domain holds 255 ranges: one that comes when it is full has the whole IOTLB flushed first, which frees all that wait, and waits itself.
`,
)
