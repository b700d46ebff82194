/**
 * A driver whose device reaches what it mirrors by address: as the loop around `hmm_range_fault`, and what it is told is noted
 * (ib_umem_odp_map_dma_and_lock, drivers/infiniband/core/umem_odp.c, Linux 6.16: read).
 */
import { jump, ret, type Row, type Rows } from '../../../call.ts'
import type { FrameNumber } from '../../../machine/page-table.ts'
import { EFAULT } from '../../errno.ts'
import type { HmmEntry } from '../../mm/device/hmm-range.ts'
import { mustRetry } from '../../mm/device/notifier.ts'
import type { Mm } from '../../mm/parts.ts'
import type { DmaPfn } from '../../mm/device/dma-pfn.ts'
import { readingRows, type Reading } from './fault.ts'
import { notifierOf } from './mirror.ts'

export interface Locals extends Reading {
  readonly at: number
}

const NEW = { mapped: false, bus: false, dma: undefined } satisfies Partial<DmaPfn>

/** What HMM tells anew replaces the page; what the driver noted of it stays (NW-5). */
export const note = (
  { w: { dma } }: Mm,
  { device, at }: Pick<Locals, 'device' | 'at'>,
  { write }: Pick<HmmEntry, 'write'>,
  frame: FrameNumber,
): void => {
  const pages = (dma[device] ??= {})
  pages[at] = { ...(pages[at] ?? NEW), frame, write }
}

/** The page that is mapped for a page that HMM told of; undefined: there is none. */
type Maps = (k: Mm, device: number, frame: FrameNumber) => FrameNumber | undefined

/** The row that notes what was told, if it still is so. */
export const noting =
  (maps: Maps): Row<Mm, Locals> =>
  (k, locals) => {
    const { device, sequence, range } = locals
    if (mustRetry(notifierOf(k, device), sequence)) return jump('read_begin')
    const [entry] = range.entries
    const frame = maps(k, device, entry.frame!)
    if (frame === undefined) return ret(-EFAULT)
    note(k, locals, entry, frame)
    return ret(0)
  }

/** Answers 0 and has the page noted, or an errno. */
export const DMIRROR_DMA_FAULT: Rows<Mm, Locals> = {
  ...readingRows<Locals>(({ device, at }) => ({ start: at, end: at + 1, p2p: device })),
  note: noting((_, __, frame) => frame),
}
