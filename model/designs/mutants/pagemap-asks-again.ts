/**
 * Methods of a page map whose dma_unmap does not keep which way its dma_map took, and asks again. If root has changed an ACS word
 * meanwhile, it takes a translation for a bus address, of which nothing is to be undone. Breaks S42.
 */
import { isRam } from '../../kernel/mm/device/map-pfn.ts'
import { linux } from '../../kernel/linux.ts'
import type { Parts } from '../../kernel/parts.ts'
import { parts } from '../proposals/pagemap-methods.ts'

const unmapByWayNow: NonNullable<Parts['hmmDmaUnmapPfn']> = (table, call, device, pfn, page) => {
  const isBus = !isRam(page) && table.classify(table, call.hw, page.provider, device).type === 'BUS_ADDR'
  return parts.hmmDmaUnmapPfn!(table, call, device, { ...pfn, bus: isBus }, page)
}

export default linux(
  {
    id: 'pagemap-asks-again',
    basis: 'pagemap-methods',
    mendedBy: 'pagemap-methods',
    summary: 'pagemap-methods whose dma_unmap asks again which way there is, and keeps nothing',
    sources: ['a mutant of this project: dma_unmap that is told the page and the client alone', 'A2-10, F10'],
  },
  { ...parts, hmmDmaUnmapPfn: unmapByWayNow },
)
