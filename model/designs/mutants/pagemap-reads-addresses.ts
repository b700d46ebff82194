/**
 * Methods of a page map whose dma_unmap is given the address alone. It takes what lies where the CPU sees a BAR for peer memory, of
 * which nothing is to be undone. An IOVA may be the same number, and its translation stays. Breaks S42, by what S25 forbids.
 */
import { busToPhys, within } from '../../address.ts'
import { linux } from '../../kernel/linux.ts'
import { parts } from '../proposals/pagemap-methods.ts'
import type { Parts } from '../../kernel/parts.ts'

const unmapByNumber: Parts['hmmDmaUnmapPfn'] = (table, call, device, pfn, page) => {
  const { bar, barSize, host, hostOffset } = call.hw.machine
  const isPeer = bar.some((base, f) => within(pfn.dma!, busToPhys(base, hostOffset[host[f]]), barSize[f]))
  return isPeer ? { k: call.k } : parts.hmmDmaUnmapPfn!(table, call, device, pfn, page)
}

export default linux(
  {
    id: 'pagemap-reads-addresses',
    basis: 'pagemap-methods',
    mendedBy: 'pagemap-methods',
    summary: 'pagemap-methods whose dma_unmap tells from the address whether it is of peer memory',
    sources: ['a mutant of this project: dma_unmap that is given a dma_addr_t alone', 'A5-16'],
  },
  { ...parts, hmmDmaUnmapPfn: unmapByNumber },
)
