/**
 * A driver whose device reaches what it mirrors by address: as the loop around `hmm_range_fault`, and what it is told is noted
 * (ib_umem_odp_map_dma_and_lock, drivers/infiniband/core/umem_odp.c, Linux 6.16: read).
 */
import { jump, ret, type Rows } from '../../../call.ts'
import type { HmmEntry } from '../../mm/device/hmm-walk.ts'
import { mustRetry } from '../../mm/device/notifier.ts'
import type { Mm } from '../../mm/parts.ts'
import type { DmaPfn } from '../../mm/device/dma-pfn.ts'
import { readingRows, type Reading } from './fault.ts'
import { notifierOf } from './mirror.ts'

interface Locals extends Reading {
  readonly at: number
}

const NEW = { mapped: false, bus: false, dma: undefined } satisfies Partial<DmaPfn>

/** What HMM tells anew replaces the page; what the driver noted of it stays (NW-5). */
const note = ({ w: { dma } }: Mm, { device, at }: Locals, { frame, write }: HmmEntry): void => {
  const pages = (dma[device] ??= {})
  pages[at] = { ...(pages[at] ?? NEW), frame: frame!, write }
}

/** Answers 0 and has the page noted, or an errno. */
export const DMIRROR_DMA_FAULT: Rows<Mm, Locals> = {
  ...readingRows<Locals>(({ device, at }) => ({ start: at, end: at + 1, p2p: device })),
  note: (k, locals) => {
    const { device, sequence, range } = locals
    if (mustRetry(notifierOf(k, device), sequence)) return jump('read_begin')
    note(k, locals, range.entries[0])
    return ret(0)
  },
}
