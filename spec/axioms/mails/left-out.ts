/** S, D and L: rules, designs and litmus tests that were planned before there was code, and are left out. */
import { axioms } from '../axiom.ts'

export const LEFT_OUT = axioms(
  '{}',
  `
S18 | from memory | the plan of this project, from the mails about device memory | What was mapped once can be mapped again while its VMA is valid. | Left out: it is about memory that moves or changes its owner.
S25 | from memory | the plan of this project, from the mails about device memory | Nothing reads from a dma_addr_t whose memory it is. | Left out: the types of addresses keep it.
D15 | from memory | Jerome Glisse, 29 January 2019, "[RFC PATCH 3/5] mm/vma: add support for peer to peer to device vma" | A VMA has operations of its own, p2p_map and p2p_unmap, and the exporter's driver maps. | Left out: it is about memory that moves or changes its owner.
D16 | from memory | Jerome Glisse, 29 January 2019, "[RFC PATCH 4/5] mm/hmm: add support for peer to peer to HMM device memory" | HMM maps private pages through the operations of their device. | Left out: it is about memory that moves or changes its owner.
D18 | from memory | Logan Gunthorpe, 2019 to 2022; Linux 6.2, FOLL_PCI_P2PDMA | get_user_pages gives peer pages only to callers that ask for them. | Left out as a design: the flag is part of Linux 6.12 and judged by S28.
D19 | from memory | Dan Williams, November 2016; Linux 4.7, drivers/dax | Device DAX gives a static, pinned range of device memory. | Left out: it is about memory that moves or changes its owner.
D21 | from memory | Thomas Hellström, 2025 | A page map has methods that say whether a client may have its memory, and that map it. | Left out: it is about memory that moves or changes its owner.
S26 | read | Leon Romanovsky, August 2025, on mapping MMIO; Linux 6.18, DMA_ATTR_MMIO | Peer memory behind a host bridge is mapped with IOMMU_MMIO, and its caches are not flushed. | Left out: Linux 6.12 has no such attribute, and the model none for a translation.
D17 | read | Jason Gunthorpe, 30 January 2019, "[RFC PATCH 3/5] mm/vma: add support for peer to peer to device vma"; Linux 6.19, dma_buf_phys_vec_to_sgt() | A list is made for DMA only, from physical ranges, and has no pages. | Left out: no design of the model works without pages.
`,
)
