/**
 * What a device mirrors, mapped for it page by page (Linux 6.16). All else is Linux 6.12: what changed between them is another
 * design's affair (docs/decisions/0020).
 */
import { hmmDmaMapAlloc, hmmDmaMapPfn, hmmDmaUnmapPfn } from '../../kernel/mm/device/hmm-dma.ts'
import { linux } from '../../kernel/linux.ts'
import { linuxMm } from '../../kernel/mm/linux-mm.ts'
import { parts as linux612 } from '../releases/linux-6.12.ts'
import type { Parts } from '../../kernel/parts.ts'

export const parts: Parts = { ...linux612, memory: linuxMm, hmmDmaMapAlloc, hmmDmaMapPfn, hmmDmaUnmapPfn }

export default linux(
  {
    id: 'hmm-dma-map',
    alias: 'D23',
    basis: 'linux-6.12',
    summary: 'Linux 6.12 with hmm_dma_map_pfn of 6.16: maps the pages that a device mirrors, one by one',
    sources: ['mm/hmm.c, hmm_dma_map_pfn(), hmm_dma_unmap_pfn(), Linux 6.16', 'NW-5, R6.16-3'],
  },
  parts,
)
