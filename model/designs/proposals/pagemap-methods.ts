/**
 * A page map has methods, and nobody compares owners. HMM asks one method whether the client may have the memory where it lies. The
 * client's driver calls another one, which maps the memory: over a link, or else through the BAR; a third one takes that back. Where
 * there is no way, the memory moves to RAM (A2-10).
 */
import { atLast, dmaMapPfn, dmaUnmapPfn, mmByMethods } from '../../kernel/gpu/pagemap-methods.ts'
import { linux } from '../../kernel/linux.ts'
import type { Parts } from '../../kernel/parts.ts'
import { parts as hmmDmaMap } from './hmm-dma-map.ts'
import { aliases } from './hmm-three-way-distance.ts'

export const parts: Parts = {
  ...hmmDmaMap,
  memory: mmByMethods({ knowsWay: aliases, throughBar: atLast }),
  hmmDmaMapPfn: dmaMapPfn,
  hmmDmaUnmapPfn: dmaUnmapPfn,
}

export default linux(
  {
    id: 'pagemap-methods',
    alias: 'D21',
    basis: 'hmm-dma-map',
    summary:
      'HMM asks a method of the page map whether a client may have private memory, and another method maps it: over a link, else through a BAR',
    sources: [
      'Thomas Hellström, January 2025, in the thread of "[RFC 1/5] mm/hmm: HMM API to enable P2P DMA for device private pages": devmem_allowed, dma_map, dma_unmap; never landed',
      'A2-10',
    ],
  },
  parts,
)
