/**
 * Addresses for pages that HMM told of (`hmm_dma_map_pfn`, `hmm_dma_unmap_pfn`, mm/hmm.c, Linux 6.16; NW-5): read in the source
 * of 6.16 and in the mails, and judged by nobody.
 */
import type { Call } from '../../design.ts'
import { EFAULT, EOPNOTSUPP } from '../../errno.ts'
import { NO_PROVIDER, withDma, type SgEntry } from '../../lib/scatterlist.ts'
import type { Parts } from '../../parts.ts'
import type { Kernel } from '../../state.ts'
import type { DmaPfn, HmmDmaMapped, HmmDmaUnmapped } from './dma-pfn.ts'

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
  const { k, hw } = call
  if (pfn.mapped && !pfn.bus) return { k, rc: 0, pfn }
  const type = page.provider === NO_PROVIDER ? 'NONE' : parts.classify(parts, hw, page.provider, device).type
  if (type === 'NOT_SUPPORTED') return { k, rc: -EFAULT, pfn }
  if (type === 'BUS_ADDR') {
    const { machine: m } = hw
    const dma = parts.busAddress(page.phys, -m.hostOffset[m.host[page.provider]])
    return { k, rc: 0, pfn: { ...pfn, mapped: true, bus: true, dma } }
  }
  const { dma, ...mapped } = parts.mapPage(parts, call, device, 'DMA_BIDIRECTIONAL', page)
  return dma === undefined ? { ...mapped, rc: -EFAULT, pfn } : { ...mapped, rc: 0, pfn: { ...pfn, mapped: true, dma } }
}

/** A bus address is nobody’s to take back. */
export const hmmDmaUnmapPfn = (
  parts: Parts,
  call: Call<Kernel>,
  device: number,
  pfn: DmaPfn,
  page: SgEntry,
): HmmDmaUnmapped<Kernel> => {
  if (!pfn.mapped || pfn.bus) return { k: call.k }
  const table = [withDma(page, pfn.dma, page.length)]
  return parts.unmapPage(parts, call, { client: device, direction: 'DMA_BIDIRECTIONAL', table })
}
