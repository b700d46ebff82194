/**
 * Addresses for pages that HMM told of (`hmm_dma_map_pfn`, `hmm_dma_unmap_pfn`, mm/hmm.c, Linux 6.16; NW-5): read in the source
 * of 6.16 and in the mails, and judged by nobody.
 */
import type { Call } from '../../design.ts'
import { EFAULT, EOPNOTSUPP } from '../../errno.ts'
import type { SgEntry } from '../../lib/scatterlist.ts'
import type { Parts } from '../../parts.ts'
import type { Kernel } from '../../state.ts'
import type { DmaPfn, HmmDmaMapped, HmmDmaUnmapped } from './dma-pfn.ts'
import { mapByType, unmapBy } from './map-pfn.ts'

/** R6.16-3, `hmm_dma_map_alloc`: none for a device whose memory the CPU would have to sync, or that would bounce. */
export const hmmDmaMapAlloc = ({ hw: { machine: m } }: Call<Kernel>, device: number): number => {
  const end = Math.max(...m.ram.map(({ base, size }) => base + size))
  return m.coherent[device] && !m.forceBounce[device] && end <= 2 ** m.dmaBits[device] ? 0 : -EOPNOTSUPP
}

/**
 * NW-5: a page that is mapped keeps its address, unless that is a bus address. A flag that was there stays: nothing here takes one
 * back.
 */
export const hmmDmaMapPfn = (
  parts: Parts,
  call: Call<Kernel>,
  device: number,
  pfn: DmaPfn,
  page: SgEntry,
): HmmDmaMapped<Kernel> => {
  if (pfn.mapped && !pfn.bus) return { k: call.k, rc: 0, pfn }
  return mapByType(parts, call, device, pfn, page, { by: 'mapPage', refused: -EFAULT })
}

export const hmmDmaUnmapPfn = (
  parts: Parts,
  call: Call<Kernel>,
  device: number,
  pfn: DmaPfn,
  page: SgEntry,
): HmmDmaUnmapped<Kernel> => (pfn.mapped ? unmapBy(parts, call, device, pfn, page, 'unmapPage') : { k: call.k })
