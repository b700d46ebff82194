/**
 * A page map with three methods (Thomas Hellström, January 2025): `devmem_allowed` says whether a client may have its memory,
 * `dma_map` maps a page for the client's driver, and `dma_unmap` takes that back. From memory: only the replies were read (A2-10); it never landed.
 */
import type { FrameNumber } from '../../machine/page-table.ts'
import { EFAULT } from '../errno.ts'
import { noting } from '../lib/test-hmm/dma.ts'
import { shownBy } from '../mm/device/alias.ts'
import { hmmDmaMapPfn } from '../mm/device/hmm-dma.ts'
import { asWhatItIs, isRam, mapByType, unmapAsWhatItIs } from '../mm/device/map-pfn.ts'
import { linuxMmWith } from '../mm/linux-mm.ts'
import type { Mm, MmDesign, MmParts } from '../mm/parts.ts'
import type { Parts } from '../parts.ts'
import { wayTo, type KnowsWay, type Way } from './reaches.ts'

/** What the owner's driver says and does. */
export interface Methods {
  /** Whether there is a way by PCI: the core's word, or the driver's own. */
  readonly knowsWay: KnowsWay
  /** Whether `dma_map` takes a page of the BAR, for the way that there is. */
  readonly throughBar: (way: Way | undefined) => boolean
}

/** A2-10: only where there is no shorter way. */
export const atLast: Methods['throughBar'] = (way) => way === 'pci'

/** Linux 6.12 where nobody compares owners to say who is told: the methods are asked, and a driver maps by them. */
export const mmByMethods = (methods: Methods): MmDesign =>
  linuxMmWith(
    { toldTo: () => false, allows: devmemAllowed(methods) },
    { dmirror_dma_fault: { note: noting((k, device, frame) => dmaMap(k, methods, device, frame)) } },
  )

/** Asked of a page map, and not of a page of it. */
const devmemAllowed =
  ({ knowsWay }: Methods): MmParts['allows'] =>
  (hw, home, { device, byAddress }) => {
    const way = wayTo(hw, home, device, knowsWay)
    return way === 'pci' ? byAddress : way !== undefined
  }

/** The page whose address the client gets: a private page, which has none, is used as it is. */
const dmaMap = (
  k: Mm,
  { knowsWay, throughBar }: Methods,
  device: number,
  frame: FrameNumber,
): FrameNumber | undefined => {
  const { home, unreachable } = k.w.memory
  if (k.hw === undefined || !unreachable[frame]) return frame
  return throughBar(wayTo(k.hw, home[frame], device, knowsWay)) ? shownBy(k, frame) : frame
}

/**
 * Its address, by the page map's `dma_map` where the page is of a BAR: MMIO, whose way the page map keeps beside the address. RAM
 * has no such method.
 */
export const dmaMapPfn: NonNullable<Parts['hmmDmaMapPfn']> = (parts, call, device, pfn, page) => {
  if (isRam(page)) return hmmDmaMapPfn(parts, call, device, pfn, page)
  if (pfn.mapped) return { k: call.k, rc: 0, pfn }
  return mapByType(parts, call, device, pfn, page, asWhatItIs(page, -EFAULT))
}

/** `dma_unmap` of the page map that mapped, by what that kept: nobody asks again which way there is. */
export const dmaUnmapPfn = unmapAsWhatItIs
