/** DX and DD: the DMA API, and mapping without an IOMMU that translates. */
import { axioms } from '../axiom.ts'

const MAPPING = axioms(
  '{}, Linux 6.12.117',
  `
DX-1  | judged | kernel/dma/mapping.c, use_dma_iommu() and dma_go_direct() | A device behind an IOMMU that translates is mapped by dma-iommu, one without operations of its own by dma-direct, any other by its architecture's operations.
DX-2  | read   | kernel/dma/mapping.c, dma_pci_p2pdma_supported() | A device supports peer memory if it has no DMA operations of its own; that is advice, and no mapping asks for it. | The flag DMA_F_PCI_P2PDMA_SUPPORTED of 6.0 to 6.11 is gone.
DX-3  | read   | kernel/dma/mapping.c, __dma_map_sg_attrs() | Operations of an architecture know nothing of peers and map peer memory as if it were RAM.
DX-4  | read   | kernel/dma/mapping.c, __dma_map_sg_attrs() | A device without a DMA mask maps no entry of a list, which is no error. | Seen as finding lat16; the model has no such device.
DX-5  | judged | kernel/dma/mapping.c, __dma_map_sg_attrs() | Of what a mapping returns, EINVAL, ENOMEM, EIO and EREMOTEIO get through; 0 and all else become EIO, with a warning. | A list without entries is such a 0.
DX-6  | judged | kernel/dma/mapping.c, dma_map_sgtable() | dma_map_sg() makes 0 of every error; dma_map_sgtable() tells the errno, and how many entries count only where there is none.
DX-7  | read   | kernel/dma/mapping.c, dma_map_sgtable() | EINVAL and EREMOTEIO are said to be for ever, ENOMEM to be worth another try, EIO to be an old mapping that gives no reason.
DX-8  | read   | Documentation/core-api/dma-api.rst | A list is unmapped as it was mapped: with the entries that were given, not the number that came back.
DX-9  | judged | kernel/dma/mapping.c, dma_map_resource() | A resource gets an IOVA where an IOMMU translates, and else its own address; no rule for peers is asked. | Before 5.15 what has a struct page was refused.
DX-10 | read   | drivers/gpu/drm, drivers/accel/habanalabs | Exporters of GPU memory ask for the distance when a peer attaches and then map resources, so the peer is told a CPU physical address or an IOVA where a list would tell the bus address.
DX-11 | read   | kernel/dma/mapping.c, dma_max_mapping_size() | How much can be mapped at once does not depend on peers; bounce buffers limit it where they are forced or the device is untrusted.
DX-12 | read   | kernel/dma/direct.h, dma_direct_map_page() | Peer memory is not meant to bounce: dma-direct refuses it, while dma-iommu bounces it for an untrusted client.
DX-13 | read   | drivers/nvme/host/pci.c, nvme_map_data() | NVMe takes its way for a single page only without peer memory; EREMOTEIO ends a request, any other failure is tried again, and metadata is mapped as a page without a rule for peers.
DX-15 | read   | include/rdma/ib_verbs.h, ib_dma_pci_p2p_dma_supported() | An RDMA device takes peer memory if it is no virtual one and its DMA device supports it.
DX-16 | read   | drivers/nvme/host/pci.c, nvme_pci_alloc_dev(); host/core.c, nvme_set_ctrl_limits(); block/blk-merge.c, bio_split_rw() | A request of the NVMe driver has at most 8192 KiB and 128 segments, and no gap inside a page of the controller between two of them: the block layer splits a bio before. | Behind an IOMMU requests are shorter (dma_opt_mapping_size()).
`,
)

const DIRECT = axioms(
  'kernel/dma/direct.c, {}, Linux 6.12.117',
  `
DD-1 | judged | dma_direct_map_sg() | Each entry is mapped by its own page: BUS_ADDR as a bus address, THRU_HOST_BRIDGE as RAM is, and what is out of reach ends the list with EREMOTEIO.
DD-2 | judged | dma_direct_map_sg() | A list that fails at an entry unmaps those before it and loses their marks, though not what was written into later ones; one that does not keeps its entries one to one.
DD-3 | judged | dma_direct_map_page() in direct.h | A page gets its CPU physical address through the device's DMA ranges, if mask and bus limit hold it; else it bounces, except peer memory, which is refused.
DD-4 | judged | dma_direct_map_sg() | Peer memory through the host bridge that would have to bounce is EIO, not EREMOTEIO.
DD-5 | judged | dma_direct_unmap_sg() | Unmapping takes the mark from an entry that has one, and gives the bounce buffer of any other back.
DD-6 | judged | dma_direct_sync_sg_for_cpu(), dma_direct_sync_sg_for_device() | Syncing a list does not look at marks: it takes bus addresses for DMA addresses of RAM, and copies the bounce buffer that has the number, whoever's it is.
DD-8 | read   | dma_capable() in dma-direct.h; swiotlb.c, swiotlb_search_pool_area() | An empty entry ends one byte before it begins: at address 0 that is beyond every mask below 64 bits; if it has to bounce, the kernel stops (BUG_ON), because it needs no slot. | So it is for an untrusted device, if the entry begins inside a page. Without a pool of bounce buffers it is refused, EIO.
DD-7 | judged | dma_direct_map_resource() | A resource gets the CPU physical address that it has, untranslated, if mask and bus limit hold it.
DD-9 | read   | swiotlb_tbl_map_single() in swiotlb.c | A bounce buffer is filled from the memory when it is taken, whatever the direction: what the device does not write comes back as it was.
`,
)

export const DMA = [...MAPPING, ...DIRECT]
