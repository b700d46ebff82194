/**
 * Peer memory without pages: a list that has DMA addresses and nothing else.
 *
 * Jason Gunthorpe, 30 January 2019: a call that maps and returns such a list, which pci_p2pdma_map_sg() would return likewise. Linux
 * 6.19 has one for exporters of DMA buffers, from ranges of a BAR. Here it stands on Linux 6.12, and peer memory of lists is MMIO,
 * too (docs/decisions/0021).
 */
import { freeSgt, physVecWith, pieceOffset } from '../../kernel/dma-buf/phys-vec.ts'
import { iovaParts } from '../../kernel/iommu/dma-iova.ts'
import { linux } from '../../kernel/linux.ts'
import { linuxMm } from '../../kernel/mm/linux-mm.ts'
import type { Parts } from '../../kernel/parts.ts'
import { mmioParts } from '../parts/mmio.ts'
import { parts as linux612 } from '../releases/linux-6.12.ts'

export const parts: Parts = {
  ...linux612,
  ...mmioParts,
  memory: linuxMm,
  physVecToSgt: physVecWith(pieceOffset),
  freeSgt,
  ...iovaParts,
}

export default linux(
  {
    id: 'dma-only',
    alias: 'D17',
    basis: 'linux-6.12',
    summary: 'DMA only: Linux 6.12 where ranges of a BAR become a list without pages; maps peer memory as MMIO',
    sources: [
      'Jason Gunthorpe, 30 January 2019, "[RFC PATCH 3/5] mm/vma: add support for peer to peer to device vma"',
      'drivers/dma-buf/dma-buf-mapping.c, dma_buf_phys_vec_to_sgt(), Linux 6.19',
      'A1-08, A1-09, NW-8',
    ],
  },
  parts,
)
