/** BK: the block layer and peer memory. */
import { axioms } from '../axiom.ts'

export const BLOCK = axioms(
  '{}, Linux 6.12.117',
  `
BK-1 | read | block/bio.c, bvec_try_merge_page() | A page joins the piece before it if it follows it in memory and both are of one kind (PM-28).
BK-2 | read | block/blk.h, biovec_phys_mergeable() | Two pieces become one segment if they follow each other in memory, are of one kind and within the boundary. | That they must be of one kind is a backport (13920e4b7b78); 6.12.0 does not ask.
BK-3 | read | block/blk.h, zone_device_pages_compatible() | bio_add_page() takes a page next to one of a provider only if both have one page map. | A backport (41c665aae2b5); 6.12.0 does not ask.
BK-4 | read | block/bio.c, bio_iov_add_folio() and bio_add_hw_page() | A bio made of user memory, or by bio_add_hw_page(), may hold many page maps, in pieces of their own.
BK-5 | read | drivers/nvme/target/io-cmd-bdev.c, block/bio-integrity.c | Only NVMe's target and user metadata forbid merging bios with peer memory, so a request may mix kinds of memory; it is right because each segment is mapped by itself.
BK-6 | read | block/bio.c, bio_iov_iter_get_pages() | User memory of a provider is taken only if the queue says that it supports it, else EREMOTEIO; bios of the kernel are not asked.
BK-7 | read | drivers/nvme/host/pci.c, nvme_pci_supports_pci_p2pdma() | Only NVMe's queues support peer memory; device mapper, RAID and multipath never do. | From 7.1 on they may.
BK-8 | read | drivers/nvme/target/core.c, nvmet_req_alloc_sgls() | NVMe's target wants a provider near its disk and its RDMA adapter, and silently takes RAM where the provider has no memory left.
`,
)
