/** Numbers that are missing among rules and designs, and what they stand for: a reader who counts should not search. */
import { bullets } from './markdown.ts'

const MEMORY_HALF =
  'Rules, designs and litmus tests were numbered before any of them was written. The missing numbers belong to the second half of the project, memory that moves and changes its owner, and keep their place until it is here:'

export const missingRules = (): string =>
  [
    MEMORY_HALF,
    bullets([
      'S12: memory that is private to a device is never given to a DMA mapping.',
      'S13: a private page is handed out only to its owner, and an owner is never NULL.',
      'S14: devices with one owner can all reach each other over their interconnect.',
      'S15: a fault on memory of another owner ends in RAM that can be used, or in an error.',
      'S16: once a revocation, a removal or a notifier has returned, no DMA address reaches the memory.',
      'S17: an importer unmaps when it is told to, before the page is used again.',
      'S18: what was mapped once can be mapped again as long as its VMA is valid.',
      'S25: nothing reads from a `dma_addr_t` whose memory it is. Today this is kept by the types of addresses.',
      'S26: peer memory through the host bridge is mapped with `IOMMU_MMIO` and without CPU synchronization. Attributes of IOMMU entries are not modelled.',
      'S31: no user can make a notifier or a revocation wait.',
    ]),
  ].join('\n\n')

export const missingDesigns = (): string =>
  [
    'The numbers in brackets are the aliases of the designs. Those that are missing belong to the second half of the project, memory that moves and changes its owner:',
    bullets([
      'D15: VMA operations `p2p_map` and `p2p_unmap` (Jerome Glisse, 2019).',
      'D16: HMM device memory that maps peer pages itself (Jerome Glisse, 2019).',
      'D17: lists of physical ranges without struct pages (Jason Gunthorpe, 2019; `dma_buf_phys_vec_to_sgt`, 2025).',
      'D18: peer pages given to get_user_pages with `FOLL_PCI_P2PDMA` only (Logan Gunthorpe, 2019 to 6.2). The flag is in Linux 6.12 and judged by S28.',
      'D19: a pinned range of a device DAX (Dan Williams, 2016).',
      'D20: `hmm_range_fault` with three answers, with and without the distance (2025).',
      'D21: page maps with methods of their own for peers (2025).',
      'D22: groups of owners in drm_pagemap (2025).',
      'D23: `hmm_dma_map_pfn` with sticky flags (Linux 6.16).',
      'D25: a provider that can be revoked, as in vfio and iommufd (from 6.19).',
      'D26: PeerDirect, outside the kernel tree.',
    ]),
  ].join('\n\n')
