/** An address for one page, by the usual decision: what HMM's mapping of 6.16 and the list of a dma-buf have in common. */
import type { Call } from '../../design.ts'
import { NO_PROVIDER, withDma, type SgEntry } from '../../lib/scatterlist.ts'
import type { Parts } from '../../parts.ts'
import type { Kernel } from '../../state.ts'
import type { DmaPfn, HmmDmaMapped, HmmDmaUnmapped } from './dma-pfn.ts'

/** The part that maps what is no bus address, and the negative errno where there is no way. */
export interface MapBy {
  readonly by: 'mapPage' | 'mapResource'
  readonly refused: number
}

/** A bus address, where the map type says so; nothing, where it says that there is no way; else as the part maps. */
export const mapByType = (
  parts: Parts,
  call: Call<Kernel>,
  device: number,
  pfn: DmaPfn,
  page: SgEntry,
  how: MapBy,
): HmmDmaMapped<Kernel> => {
  const { k, hw } = call
  const type = page.provider === NO_PROVIDER ? 'NONE' : parts.classify(parts, hw, page.provider, device).type
  if (type === 'NOT_SUPPORTED') return { k, rc: how.refused, pfn }
  if (type === 'BUS_ADDR') {
    const { machine: m } = hw
    const dma = parts.busAddress(page.phys, -m.hostOffset[m.host[page.provider]])
    return { k, rc: 0, pfn: { ...pfn, mapped: true, bus: true, dma } }
  }
  return mapUnasked(parts, call, device, pfn, page, how)
}

/** Whether or not there is a way. */
export const mapUnasked = (
  parts: Parts,
  call: Call<Kernel>,
  device: number,
  pfn: DmaPfn,
  page: SgEntry,
  { by, refused }: MapBy,
): HmmDmaMapped<Kernel> => {
  const { dma, ...mapped } = parts[by](parts, call, device, 'DMA_BIDIRECTIONAL', page)
  return dma === undefined ? { ...mapped, rc: refused, pfn } : { ...mapped, rc: 0, pfn: { ...pfn, mapped: true, dma } }
}

/** A bus address is nobody’s to take back. */
export const unmapBy = (
  parts: Parts,
  call: Call<Kernel>,
  device: number,
  pfn: DmaPfn,
  page: SgEntry,
  by: 'unmapPage' | 'unmapResource',
): HmmDmaUnmapped<Kernel> => {
  if (pfn.bus) return { k: call.k }
  const table = [withDma(page, pfn.dma, page.length)]
  return parts[by](parts, call, { client: device, direction: 'DMA_BIDIRECTIONAL', table })
}

/** RAM as RAM, and a page of a BAR as MMIO. */
export const asWhatItIs = (page: SgEntry, refused: number): MapBy => ({
  by: isRam(page) ? 'mapPage' : 'mapResource',
  refused,
})
export const unmapAsWhatItIs: UnmapPfn = (parts, call, device, pfn, page) =>
  unmapBy(parts, call, device, pfn, page, isRam(page) ? 'unmapPage' : 'unmapResource')

export const isRam = ({ provider }: SgEntry): boolean => provider === NO_PROVIDER

type UnmapPfn = NonNullable<Parts['hmmDmaUnmapPfn']>
