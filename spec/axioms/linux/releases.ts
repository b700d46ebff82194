/** BUG: what a release had wrong; NW: what a later one changed. */
import { axioms } from '../axiom.ts'

export const RELEASES = axioms(
  '{}',
  `
BUG-1  | read | Linux 4.20 to 5.15, pci_p2pdma_map_sg_attrs(); commit 3a19407913e8 (5.16) | The bus offset was subtracted where it had to be added, which nobody saw where it is 0.
BUG-8  | read | commit 6220694c52a5 (2025), drivers/pci/p2pdma.c, p2pmem_alloc_mmap() | From 6.2 on, an mmap of pool memory that failed half way kept the reference on the page map that it held meanwhile, so that teardown never ended. | 6.12.117 has the fix as a backport.
BUG-14 | read | Linux before 6.15, free_zone_device_folio(); "mm: Don't initialise page refcount to one" (6.15) | A freed page of a provider was handed out before its count was set (LAT-6).
BUG-17 | from memory | a mutant of MT-3 and MT-5, no commit | A redirect is missed because a bit or a device is left out, and peers are told bus addresses for requests that go up.
BUG-28 | read | commit 49580e690755 (6.2), block/bio.c, bvec_try_merge_page() | Before 6.2 neighbours in memory went into one bio_vec whatever page maps they were of, and the second was mapped as the first.
BUG-29 | read | commit 1567b49d1a40 (6.2), lib/scatterlist.c, pages_are_mergeable() | Before 6.2 neighbours in memory went into one entry of a table likewise.
BUG-34 | read | commit 13920e4b7b78 (7.1), block/blk.h, biovec_phys_mergeable() | From 6.2 to 6.12.85 and 7.0 the last bio_vec of one bio and the first of the next became one segment likewise. | 6.12.117 has the fix as a backport (6.12.86).
BUG-33 | read | commit 226d6099402d (6.17), "block: don't merge different kinds of P2P transfers in a single bio" | A request could mix peers of two kinds and be mapped as the first of them says. | Harmless in 6.12, where each segment is mapped by itself.
BUG-35 | read | commit 50f44ee7248a (5.2), "mm/devm_memremap_pages: fix final page put race", kernel/memremap.c, devm_memremap_pages_release() | Before 5.2, teardown of a page map killed its reference and took the pages away without waiting in between; only the owner of the reference waited, afterwards.
BUG-40 | read | commit 8a295dbbaf72 (2022), mm/hmm.c, hmm_vma_handle_pte() | From 5.7 to 5.18 a request for private memory of another owner failed with EFAULT; since then it is faulted in.
BUG-45 | read | commit 4e59bb46c2ce (2025), mm/hmm.c, hmm_vma_walk_test() | A mapping that is skipped does not move the cursor, so that pages are done again after a busy answer. | 6.12.117 lacks the fix, but each way to a busy answer sets the cursor first.
BUG-46 | read | commit b570f37a2ce4 (7.0), "mm: Fix a hmm_range_fault() livelock/starvation problem", mm/memory.c, do_swap_page() | From 6.15 on, a fault that did not get the lock of a private page was taken again at once, for ever if whoever had the lock waited for a CPU.
BUG-47 | read | commit 1afaeb8293c9 (6.15), mm/memory.c, do_swap_page() | Each CPU that faults on a private page takes a reference, so that a migration always sees one too many and never ends.
BUG-48 | read | commit 16ce101db85d (6.1), "mm/memory.c: fix race when faulting a device private page", mm/memory.c, do_swap_page() | Before 6.1, a fault on a private page called its driver without holding the page, which could be freed and given out again meanwhile.
BUG-49 | read | commit 7c7b962938dd (6.3), "mm: take a page reference when removing device exclusive entries", mm/memory.c, remove_device_exclusive_entry() | The page of an exclusive entry was locked without holding it, after it may have been freed.
NW-5   | read | Linux 6.16, mm/hmm.c, hmm_dma_map_pfn(), hmm_dma_unmap_pfn() | A page that is mapped and has no bus address keeps its address; else RAM and what is behind the host bridge is mapped, a peer on the bus gets a bus address, and what is out of reach is an error. Unmapping a bus address does nothing. Flags of all this stay when HMM tells of the page anew.
NW-6   | read | commit 226d6099402d (6.17), block/bio.c, bio_add_page(); block/blk-mq-dma.c, blk_rq_dma_map_iter_start() | A bio holds RAM only or peer memory of one page map only, and a request is mapped as its first segment says; out of reach is BLK_STS_INVAL. | There is no BLK_STS_P2PDMA up to 7.3. What 6.17 maps per segment was changed with 6.16, and is not what 6.12 does.
NW-7   | read | Linux 6.18, kernel/dma/mapping.c, dma_map_phys(); drivers/iommu/dma-iommu.c; mm/hmm.c | DMA_ATTR_MMIO says that an address is no memory: the IOMMU gets IOMMU_MMIO, no cache is flushed, and what would have to bounce is an error. hmm_dma_map_pfn() says it of peers behind the host bridge; dma_map_sg() never does. | The block layer says it from 6.19 on.
NW-8   | read | Linux 6.19 to 7.3.4, drivers/dma-buf/dma-buf-mapping.c, dma_buf_phys_vec_to_sgt() | Ranges of a BAR that a provider offers become a list without pages: bus addresses; or one range of IOVAs for all; or each by itself; or EINVAL. With a range of IOVAs each is linked at its first byte, so that a second one fails.
NW-10  | read | Linux 7.3.4, drivers/iommu, drivers/pci/p2pdma.c, kernel/dma/direct.c | Later kernels still have LAT-1, LAT-2, LAT-4 and LAT-7. | Read in copies of 2026, and then confirmed up to 7.3.4.
NW-13  | read | Linux 6.16, drivers/iommu/dma-iommu.c, dma_iova_try_alloc(), dma_iova_link(), dma_iova_unlink(), dma_iova_free() | A driver may allocate a range of IOVAs and link memory into it piece by piece. Memory that begins inside a page is refused with EIO, unless it is linked first; freeing gives the range back and unlinks nothing.
NW-11  | from memory | Yonatan Maman, "GPU Direct RDMA (P2P DMA) for Device Private Pages", v1 of October 2024, v2 of 18 July 2025 | A caller of hmm_range_fault may say that it takes peer pages: private memory of another owner is then told as the peer page that its driver gives, and is not faulted; where it gives none, the memory moves to RAM. | Never landed.
`,
)
