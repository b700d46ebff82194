/**
 * Addresses for what is lent (`dma_buf_phys_vec_to_sgt`, drivers/dma-buf/dma-buf-mapping.c, Linux 6.19: NW-8, read): without
 * struct pages, by the usual decision. RAM is mapped as RAM, and a BAR as MMIO.
 */
import { EINVAL } from '../errno.ts'
import { NO_PROVIDER, type SgEntry } from '../lib/scatterlist.ts'
import { mapByType, mapUnasked, unmapBy, type MapBy } from '../mm/device/map-pfn.ts'
import type { Parts } from '../parts.ts'

type DmaBufMap = NonNullable<Parts['dmaBufMap']>

const isRam = ({ provider }: SgEntry): boolean => provider === NO_PROVIDER
const asWhatItIs = (page: SgEntry): MapBy => ({ by: isRam(page) ? 'mapPage' : 'mapResource', refused: -EINVAL })

export const dmaBufMap: DmaBufMap = (parts, call, device, pfn, page) =>
  mapByType(parts, call, device, pfn, page, asWhatItIs(page))

/** Whether or not there is a way. */
export const dmaBufMapUnasked: DmaBufMap = (parts, call, device, pfn, page) =>
  mapUnasked(parts, call, device, pfn, page, asWhatItIs(page))

export const dmaBufUnmap: NonNullable<Parts['dmaBufUnmap']> = (parts, call, device, pfn, page) =>
  unmapBy(parts, call, device, pfn, page, isRam(page) ? 'unmapPage' : 'unmapResource')
