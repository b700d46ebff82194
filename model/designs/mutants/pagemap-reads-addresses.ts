/**
 * Methods of a page map whose dma_unmap is given the address alone, and takes what lies in a BAR's range for a bus address: an IOVA may
 * be that number, too. Its translation stays. Breaks S42, by what S25 forbids.
 */
import { within } from '../../address.ts'
import { atLast, mmByMethods } from '../../kernel/gpu/pagemap-methods.ts'
import { linux } from '../../kernel/linux.ts'
import { parts } from '../proposals/hmm-dma-map.ts'
import { aliases } from '../proposals/hmm-three-way-distance.ts'
import type { Parts } from '../../kernel/parts.ts'

const unmapByNumber: Parts['hmmDmaUnmapPfn'] = (table, call, device, pfn, page) => {
  const { bar, barSize } = call.hw.machine
  const bus = bar.some((base, f) => within(pfn.dma!, base, barSize[f]))
  return parts.hmmDmaUnmapPfn!(table, call, device, { ...pfn, bus }, page)
}

export default linux(
  {
    id: 'pagemap-reads-addresses',
    basis: 'pagemap-methods',
    mendedBy: 'pagemap-methods',
    summary: 'pagemap-methods whose dma_unmap tells from the address whether it is a bus address',
    sources: ['a mutant of this project: dma_unmap that is given a dma_addr_t alone', 'A5-16'],
  },
  { ...parts, memory: mmByMethods({ knowsWay: aliases, throughBar: atLast }), hmmDmaUnmapPfn: unmapByNumber },
)
