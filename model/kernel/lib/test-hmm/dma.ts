/**
 * A driver whose device reaches what it mirrors by address: as the loop around `hmm_range_fault`, and what it is told is noted
 * (ib_umem_odp_map_dma_and_lock, drivers/infiniband/core/umem_odp.c, Linux 6.16: read).
 */
import { WAIT, calls, jump, next, ret, type Rows } from '../../../call.ts'
import { EBUSY } from '../../errno.ts'
import type { HmmEntry } from '../../mm/device/hmm-walk.ts'
import type { HmmResult } from '../../mm/device/hmm.ts'
import { mustRetry } from '../../mm/device/notifier.ts'
import { mmapReadLock, mmapReadUnlock } from '../../mm/mmap-lock.ts'
import type { Mm } from '../../mm/parts.ts'
import type { DmaPfn } from '../../mm/device/dma-pfn.ts'
import { readBegin, sameForAll } from './fault.ts'
import { notifierOf, ownerOf } from './mirror.ts'

interface Locals {
  readonly process: number
  readonly device: number
  readonly at: number
  readonly write: boolean
  readonly owner: string | undefined
  readonly sequence: number
  readonly range: HmmResult
}

const NEW = { mapped: false, bus: false, dma: undefined } satisfies Partial<DmaPfn>

/** What HMM tells anew replaces the page; what the driver noted of it stays (NW-5). */
const note = ({ w: { dma } }: Mm, { device, at }: Locals, { frame, write }: HmmEntry): void => {
  const pages = (dma[device] ??= {})
  pages[at] = { ...(pages[at] ?? NEW), frame: frame!, write }
}

/** Answers 0 and has the page noted, or an errno. */
export const DMIRROR_DMA_FAULT: Rows<Mm, Locals> = {
  read_begin: (k, { device }) => {
    const sequence = readBegin(k, device)
    return sequence === undefined ? WAIT : next({ sequence, owner: ownerOf(k, device) })
  },
  mmap_lock: mmapReadLock,
  fault: calls(
    'hmm_range_fault',
    ({ process, device, at, write, owner, sequence }) => ({
      process,
      start: at,
      end: at + 1,
      owner,
      ...sameForAll({ start: at, end: at + 1 }, { valid: true, write }),
      p2p: device,
      notifier: device,
      sequence,
    }),
    'range',
  ),
  mmap_unlock: (k, { process, range: { rc } }) => {
    mmapReadUnlock(k, process)
    if (rc === -EBUSY) return jump('read_begin')
    return rc === 0 ? next() : ret(rc)
  },
  note: (k, locals) => {
    const { device, sequence, range } = locals
    if (mustRetry(notifierOf(k, device), sequence)) return jump('read_begin')
    note(k, locals, range.entries[0])
    return ret(0)
  },
}
