/** CA: the CPU and peer memory. */
import { axioms } from '../axiom.ts'

export const CPU = axioms(
  '{}, Linux 6.12.117',
  `
CA-1  | read        | lib/scatterlist.c, include/linux/highmem.h, kernel/dma/swiotlb.c | Helpers that copy or clear page data ask for no kind of memory: kmap, sg_copy_buffer(), sg_miter, memcpy_from_page(), bounce buffers and their like.
CA-2  | read        | include/linux/scatterlist.h | Helpers that only name a page or its address are safe for memory of any kind.
CA-3  | read        | mm/memremap.c, memremap_pages(); Documentation/driver-api/pci/p2pdma.rst | On x86 a helper of CA-1 reaches peer memory, uncached, by whatever accesses a copy is made of; private memory has no mapping at all, and the access is fatal.
CA-4  | read        | Documentation/driver-api/device-io.rst | The right way to MMIO is memcpy_fromio() over an ioremap() mapping; helpers that start from a page never take it.
CA-5  | read        | drivers/pci/p2pdma.c, p2pmem_alloc_mmap() | User space may load, store, read() and write() peer memory that it has mapped; whoever gets at it through get_user_pages() without the flag, a debugger or a disk without support, is refused.
CA-6  | read        | drivers/pci/p2pdma.c, p2pmem_alloc_mmap() | After a fork both processes have the peer pages, each with its reference; nothing is copied.
CA-7  | from memory | mm/gup.c, get_dump_page() | A core dump has a hole where peer memory was. | Concluded from GU-2, not seen.
CA-8  | read        | include/rdma/ib_verbs.h, ib_dma_virt_map_sg() | RDMA in software (rxe, siw, rdmavt) has no DMA device: its DMA address is the kernel's virtual address, and it copies with the CPU.
CA-9  | read        | drivers/infiniband/core/rw.c, rdma_rw_ctx_init() | Only the caller keeps peer memory away from RDMA in software: if the caller does not ask (DX-15), the CPU copies that memory.
CA-10 | read        | drivers/infiniband/sw/rxe/rxe_mr.c | rxe's memory regions come from long pins, which have no peer memory (GU-10), or from HMM, which may.
CA-11 | read        | drivers/iommu/dma-iommu.c, iommu_dma_map_page(); kernel/dma/direct.h, dma_direct_map_page() | A bounce for an untrusted device behind an IOMMU copies peer memory with the CPU; dma-direct never does.
CA-12 | read        | block/bio-integrity.c, bio_integrity_copy_user() | Metadata of user space that does not fit the device is copied with the CPU, peer memory or not.
`,
)
