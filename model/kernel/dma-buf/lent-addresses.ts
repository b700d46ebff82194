/**
 * Addresses for what is lent (`dma_buf_phys_vec_to_sgt`, drivers/dma-buf/dma-buf-mapping.c, Linux 6.19: NW-8, read): without
 * struct pages, by the usual decision. RAM is mapped as RAM, and a BAR as MMIO.
 */
import { EINVAL } from '../errno.ts'
import { asWhatItIs, mapByType, mapUnasked, unmapAsWhatItIs } from '../mm/device/map-pfn.ts'
import type { Parts } from '../parts.ts'

type DmaBufMap = NonNullable<Parts['dmaBufMap']>

export const dmaBufMap: DmaBufMap = (parts, call, device, pfn, page) =>
  mapByType(parts, call, device, pfn, page, asWhatItIs(page, -EINVAL))

/** Whether or not there is a way. */
export const dmaBufMapUnasked: DmaBufMap = (parts, call, device, pfn, page) =>
  mapUnasked(parts, call, device, pfn, page, asWhatItIs(page, -EINVAL))

export const dmaBufUnmap: NonNullable<Parts['dmaBufUnmap']> = unmapAsWhatItIs
