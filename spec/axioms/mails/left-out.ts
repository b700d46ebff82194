/** S, D and L: rules, designs and litmus tests that were planned before there was code, and are left out. */
import { axioms } from '../axiom.ts'

export const LEFT_OUT = axioms(
  '{}',
  `
S26 | read | Leon Romanovsky, August 2025, on mapping MMIO; Linux 6.18, DMA_ATTR_MMIO | Peer memory behind a host bridge is mapped with IOMMU_MMIO, and its caches are not flushed. | Left out: Linux 6.12 has no such attribute, and the model none for a translation.
D17 | read | Jason Gunthorpe, 30 January 2019, "[RFC PATCH 3/5] mm/vma: add support for peer to peer to device vma"; Linux 6.19, dma_buf_phys_vec_to_sgt() | A list is made for DMA only, from physical ranges, and has no pages. | Left out: no design of the model works without pages.
L65 | read | ROCm/rocm-xio issue 181 | An importer that cannot move makes the exporter move its memory to RAM, and is not told that no peer is involved. | Left out: memory does not move in the model yet.
`,
)
