/** A: what the five documents claim and propose that the project answers, and what their threads answered. */
import { axioms } from '../axiom.ts'

const COPY_OFFLOAD = axioms(
  '{}, "[RFC 0/8] Copy Offload with Peer-to-Peer PCI Memory"',
  `
A0-01 | read | Logan Gunthorpe, 19 April 2017 | A type of its own tells peer memory from all other memory of devices.
A0-02 | read | Logan Gunthorpe, 19 April 2017 | A page map carries a callback that makes the DMA address of its pages. | It was never merged; since 6.19 a provider is data.
A0-03 | read | Logan Gunthorpe, 19 April 2017 | The helper refuses every device page that is no peer memory. | So persistent memory, which could be mapped before, is refused.
A0-04 | read | Logan Gunthorpe, 19 April 2017 | The helper takes a reference to the page map and puts it back. | Where it refuses early it does not.
A0-05 | read | Logan Gunthorpe, 19 April 2017 | The helper takes a DMA address of 0 for a failure. | A BAR may have bus address 0.
A0-06 | read | Logan Gunthorpe, 19 April 2017 | One function gives a BAR, and stores what tells segments and offsets with its pages.
A0-07 | read | Logan Gunthorpe, 19 April 2017 | Whoever registers a page map says what its memory is; so far it was persistent memory, whatever it was. | A BAR that is registered as other memory is mapped as other memory.
A0-08 | read | Logan Gunthorpe, 19 April 2017 | The caller fills in the page map and passes it to who registers it. | Landed in 4.16.
A0-09 | read | Logan Gunthorpe, 19 April 2017 | One function registers page maps of every type. | HMM had one of its own until 5.3 (from memory).
A3-08 | read | Bjorn Helgaas, 14 April 2017 | The CPU may not be able to address all of a BAR. | There can be no struct page then; a bus address there is.
A3-35 | read | Jason Gunthorpe, April 2017 | To learn whether a mapping would work, one maps once and throws the mapping away.
A3-36 | read | Dan Williams, 18 April 2017 | DMA operations are put in front of others only where a page belongs to a device.
A3-37 | read | Jason Gunthorpe, 18 April 2017 | DMA operations are found by the initiator alone, so they cannot depend on whose memory it is.
A3-38 | read | Logan Gunthorpe, 18 April 2017 | Operations are looked up once for a list, which may have memory of many kinds.
A3-39 | read | Jason Gunthorpe, 18 April 2017 | Operations do not stack: unmapping has to know which layer has mapped an entry.
A3-40 | read | Jason Gunthorpe, 18 April 2017 | Operations that know peers themselves must not be put behind others that do: the offset would be applied twice.
A3-42 | read | Benjamin Herrenschmidt, 18 April 2017 | A helper answers one of four: a bus address without the IOMMU, a bus address to be mapped in it, go on as usual, fail.
A3-44 | read | Jason Gunthorpe, 18 April 2017 | One call in the loop that is there already costs less than more passes over the list.
A3-46 | read | Jason Gunthorpe, 18 April 2017 | Operations say that they support peers, and those that do not say so refuse them.
A3-47 | read | Dan Williams, 18 April 2017 | A list holds host memory or memory of one device.
A3-48 | read | Dan Williams, 18 April 2017 | A list is parted into runs of one kind, each mapped by itself.
A3-49 | read | Jason Gunthorpe, 18 April 2017 | Parting a list costs a range of IOVAs for each run, which would kill performance.
`,
)

const LATER = axioms(
  '{}',
  `
A2-01 | read        | Jason Gunthorpe, 28 January 2025, in reply to "[RFC 1/5] mm/hmm: HMM API to enable P2P DMA for device private pages" | Where the owner of a page map is the caller's, HMM returns the private page at once.
A2-02 | read        | Jason Gunthorpe, 28 January 2025, in the same thread | The driver that owns the memory knows the private address on its interconnect.
A2-03 | read        | Jason Gunthorpe, 28 January 2025, in the same thread | Whoever shares an interconnect has one owner for all of its memory.
A2-05 | read        | Jason Gunthorpe, 28 January 2025, in the same thread | The owner of a page map may be changed early, as long as no page of it was handed out. | Simona Vetter, in the same thread: nobody knows when that is over.
A2-06 | read        | Jason Gunthorpe, 28 January 2025, in the same thread; Yonatan Maman, "GPU Direct RDMA (P2P DMA) for Device Private Pages", v2 of 18 July 2025 | A page map may have get_dma_pfn_for_device: the driver that has the memory gives a peer page for a private one, or none. | Never landed.
A2-07 | read        | Jason Gunthorpe, 28 January 2025, in the same thread | The peer page is assumed to be within reach of every device. | The same day, as a remedy: the core asks the distance, and migrates where there is no way.
A2-08 | read        | Jason Gunthorpe, 28 January 2025, in the same thread | Memory that a device cannot use where it lies moves to RAM, and then everything works.
A2-09 | read        | Thomas Hellström, 28 January 2025, in the same thread | The driver has one private struct page and one peer struct page for each page that takes part.
A2-10 | read        | Jason Gunthorpe and Thomas Hellström, 28 January 2025, in the same thread | Private memory may be reached by several ways: over a private interconnect, by PCI, or in RAM. | The mail calls the first, with several interconnects, private multi-path, and says that it is dealt with by the driver.
A2-12 | read        | Jason Gunthorpe, 28 January 2025, in the same thread | HMM gives its caller pages that the caller can use; to return others makes no sense.
A2-13 | read        | Jason Gunthorpe, 28 January 2025, in the same thread; Linux 7.0, drivers/gpu/drm/drm_pagemap_util.c, drm_pagemap_acquire_owner() | Drivers make an owner for each set of devices that share an interconnect.
A4-01 | read        | Dan Williams, 22 November 2016, "Enabling peer to peer device transactions for PCIe devices" | A range of device DAX is just memory: it has struct pages and I/O goes to it, but its VMA cannot be migrated.
A4-02 | read        | Serguei Sagalovitch, November 2016, in the same thread | A pointer of the CPU into memory of a GPU may lead nowhere while the GPU has the memory. | So it is faulted in before anybody else may use it.
A4-03 | read        | Serguei Sagalovitch, November 2016, in the same thread | Memory moves to another place, and pointers of the CPU then lead to the new place.
A4-04 | read        | Dan Williams, 22 November 2016, "Enabling peer to peer device transactions for PCIe devices" | Device DAX has no migration in the kernel, and no overcommit: a range is given out as long as there is some of it. | Both are left to the memory management and to the drivers of GPUs.
A4-05 | read        | Dan Williams, 22 November 2016, in the same thread | A static range of physical addresses is mapped directly, be it persistent memory or another that is set aside.
A4-06 | read        | Daniel Vetter, 22 November 2016, in the same thread | GPUs want migration and overcommit, and want them in the memory management. | Private memory of devices came in 4.14.
A4-07 | read        | Daniel Vetter, 22 November 2016, in the same thread | What malloc gave is moved into the memory of a GPU, and CPU and GPU both still see it.
A4-08 | read        | Daniel Vetter, 22 November 2016, in the same thread | A special device that memory is allocated from, and that moves nothing, is no good: a GPU should get memory from malloc.
A4-09 | read        | Dan Williams, 22 November 2016, in the same thread | There are two worlds: peers in general are served by a special device; GPUs, which expect migration and overcommit, are not.
A3-57 | read        | Logan Gunthorpe, 19 April 2017, "[RFC 0/8] Copy Offload with Peer-to-Peer PCI Memory" | A function of the driver makes a window in its device's memory when somebody is to use it, and answers with a peer address. | Nothing is said about when the window may move.
A5-24 | from memory | Linux 6.16, mm/hmm.c, hmm_range_fault() and hmm_dma_map_pfn() | What was noted of how a page is mapped survives hmm_range_fault, so a driver has to unmap what was invalidated before it asks again.
A5-02 | read        | Haggai Eran, 27 November 2016, in the thread about peer memory for RDMA | A user can hold up an MMU notifier for ever, if it waits for a queue of his. | Subject of the thread is not known here.
A5-03 | read        | Haggai Eran, 27 November 2016, on PeerDirect | If the memory of a registration moves, the registration is destroyed at once.
A5-07 | read        | Jerome Glisse, 29 January 2019, "[RFC PATCH 3/5] mm/vma: add support for peer to peer to device vma" | An importer obeys the notifier and unmaps, at any moment. | A VMA need not be mapped for the CPU; if it is, it leads to the memory that the importer is told.
A5-09 | read        | Jerome Glisse, January 2019, "[RFC PATCH 3/5] mm/vma: add support for peer to peer to device vma" | Private memory cannot be mapped: an attempt to map it makes it migrate back.
A5-06 | read        | Jerome Glisse, 29 January 2019, "[RFC PATCH 3/5] mm/vma: add support for peer to peer to device vma" | If a driver has mapped a range once, mapping it again succeeds, too, as long as the VMA is there. | A threshold that refuses the second time breaks it.
A5-08 | read        | Jerome Glisse, 29 January 2019, "[RFC PATCH 3/5] mm/vma: add support for peer to peer to device vma" | An exporter may map fewer pages than were asked for, and the importer takes main memory for the rest.
A1-08 | read        | Jason Gunthorpe, 30 January 2019, in reply to "[RFC PATCH 3/5] mm/vma: add support for peer to peer to device vma" | A call maps memory of a process for a device and returns a list that is mapped already and has no struct pages. | It never landed under its name; Linux 6.19 has one of this form for DMA buffers.
A1-09 | read        | Jason Gunthorpe, 30 January 2019, in reply to "[RFC PATCH 3/5] mm/vma: add support for peer to peer to device vma" | The list is not copyable, and the CPU cannot get at it: whoever calls must be sure to need neither. | dma_buf_phys_vec_to_sgt() sets no page and says 0 for the number of entries that have one.
A1-10 | read        | Jason Gunthorpe, 30 January 2019, in reply to "[RFC PATCH 3/5] mm/vma: add support for peer to peer to device vma" | RDMA may use such a call for memory regions without page faults, which nothing can take back. | What was lent to them was out of reach of a revocation until 2026.
A1-15 | read        | Jason Gunthorpe, 30 January 2019, in reply to "[RFC PATCH 3/5] mm/vma: add support for peer to peer to device vma" | If pci_p2pdma_map_sg() returned such a list, the problem with software RDMA would be solved. | Software RDMA was refused by name then, and is by its capability since 6.0.
A5-16 | read        | Jason Gunthorpe, 19 September 2025, on a driver of a physical function that looks for the memory of a virtual one | To map memory for DMA, and then to find out from the address what memory it is, is broken by design. | The subject of the mail is not known here.
A5-17 | read        | Leon Romanovsky, August 2025, on mapping MMIO; Linux 6.18, DMA_ATTR_MMIO | Peer memory behind the host bridge needs IOMMU_MMIO, and was mapped as if it were memory before.
A5-11 | read        | Jason Gunthorpe, 30 January 2019, "[RFC PATCH 3/5] mm/vma: add support for peer to peer to device vma" | CPU access to a BAR needs care: some machines have instructions of their own for it, and vector accesses may fault. | Logan Gunthorpe, in the same thread: the kernel has stopped to care.
A5-12 | read        | John Hubbard, 2021, in review of v1 of Logan Gunthorpe's DMA mapping for P2PDMA | A map type that no branch handles falls through, and peer memory out of reach is mapped as RAM. | Subject and day are not known here.
A5-13 | read        | Jason Gunthorpe, 28 September 2021, in reply to v3 of "Userspace P2PDMA with O_DIRECT NVMe devices" | Nothing made all pages of an entry be of one page map. | Made so in 6.2, and for the block layer again in 2026. The subject is from memory.
A5-14 | read        | commit 226d6099402d (6.17), "block: don't merge different kinds of P2P transfers in a single bio" | A bio has memory of one kind.
A5-18 | read        | Linux 6.19, struct p2pdma_provider, its kernel-doc | A provider lives while its driver is bound: whoever has a reference or a mapping gives it up before removal ends.
A5-19 | read        | commit 588650a367b0 (January 2026), drivers/vfio/pci | VFIO lends to nobody who cannot be told that the memory goes; before, such an importer kept its address over a reset. | Jason Gunthorpe asked for it in a release candidate of 6.19.
A5-20 | read        | Leon Romanovsky, 2026, on revoking dma-bufs of VFIO; Linux 7.1 | An exporter counts maps and unmaps, and revoking waits until they are equal.
A5-21 | read        | commit 590d74568030 (2025), dma-buf, fill_sg_entry() | Addresses of a range of 8 GiB and more were computed in 32 bits.
A5-22 | read        | commit 47322c469d4a (2026); DMA_ATTR_MMIO (6.18) | MMIO that would have to bounce is an error.
A5-25 | read        | commit 6220694c52a5 (2025), p2pmem_alloc_mmap() | The error path of mapping pool memory returned without giving its reference back.
A5-26 | read        | Linux 6.12, drivers/pci/p2pdma.c, calc_map_type_and_dist() against its own comment | A function's own memory is said to be always reachable, and its own ACS is asked first.
A5-27 | read        | Linux 6.12, drivers/pci/p2pdma.c, pci_p2pdma_distance_many() and pci_p2pdma_map_type() | A distance is asked of the PCI ancestor of a client, a map type only of a PCI function.
`,
)

export const CLAIMS = [...COPY_OFFLOAD, ...LATER]
