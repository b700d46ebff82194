/**
 * Addresses for what is lent (`dma_buf_phys_vec_to_sgt`, drivers/dma-buf/dma-buf-mapping.c, Linux 6.19: NW-8, read): without
 * struct pages, by the usual decision.
 */
import type { Call } from '../design.ts'
import { EINVAL } from '../errno.ts'
import { NO_PROVIDER, withDma, type SgEntry } from '../lib/scatterlist.ts'
import type { DmaPfn, HmmDmaMapped, HmmDmaUnmapped } from '../mm/device/dma-pfn.ts'
import type { Parts } from '../parts.ts'
import type { Kernel } from '../state.ts'

export const dmaBufMap = (
  parts: Parts,
  call: Call<Kernel>,
  device: number,
  pfn: DmaPfn,
  page: SgEntry,
): HmmDmaMapped<Kernel> => {
  const { k, hw } = call
  const type = page.provider === NO_PROVIDER ? 'NONE' : parts.classify(parts, hw, page.provider, device).type
  if (type === 'NOT_SUPPORTED') return { k, rc: -EINVAL, pfn }
  if (type === 'BUS_ADDR') {
    const { machine: m } = hw
    const dma = parts.busAddress(page.phys, -m.hostOffset[m.host[page.provider]])
    return { k, rc: 0, pfn: { ...pfn, mapped: true, bus: true, dma } }
  }
  return mapUnasked(parts, call, device, pfn, page)
}

/** RAM as RAM is mapped, and a BAR as MMIO, whether or not there is a way. */
export const mapUnasked = (
  parts: Parts,
  call: Call<Kernel>,
  device: number,
  pfn: DmaPfn,
  page: SgEntry,
): HmmDmaMapped<Kernel> => {
  const by = page.provider === NO_PROVIDER ? parts.mapPage : parts.mapResource
  const { dma, ...mapped } = by(parts, call, device, 'DMA_BIDIRECTIONAL', page)
  return dma === undefined ? { ...mapped, rc: -EINVAL, pfn } : { ...mapped, rc: 0, pfn: { ...pfn, mapped: true, dma } }
}

/** A bus address is nobody’s to take back. */
export const dmaBufUnmap = (
  parts: Parts,
  call: Call<Kernel>,
  device: number,
  pfn: DmaPfn,
  page: SgEntry,
): HmmDmaUnmapped<Kernel> => {
  if (pfn.bus) return { k: call.k }
  const by = page.provider === NO_PROVIDER ? parts.unmapPage : parts.unmapResource
  const table = [withDma(page, pfn.dma, page.length)]
  return by(parts, call, { client: device, direction: 'DMA_BIDIRECTIONAL', table })
}
