/**
 * The loop around `hmm_range_fault`: read, and what was read is used only if nothing was invalidated meanwhile (HM-14;
 * `dmirror_range_fault`, `dmirror_do_fault`, lib/test_hmm.c, Linux 6.12.117).
 */
import { WAIT, calls, jump, next, ret, type Answer, type Rows } from '../../../call.ts'
import { EBUSY, EFAULT } from '../../errno.ts'
import type { HmmArgs, HmmResult } from '../../mm/device/hmm.ts'
import { mustRetry } from '../../mm/device/notifier.ts'
import { mmapReadLock, mmapReadUnlock } from '../../mm/mmap-lock.ts'
import type { HmmBits, Mm } from '../../mm/parts.ts'
import { MIRRORED, notifierOf, ownerOf, publish } from './mirror.ts'

/** Of whoever goes round: what is asked, and what was read. */
export interface Reading {
  readonly process: number
  readonly device: number
  readonly write: boolean
  readonly owner: string | undefined
  readonly sequence: number
  readonly range: HmmResult
}

interface Locals extends Reading {
  readonly start: number
  readonly end: number
}

const NOTHING = { valid: false, write: false }

/** One request for every page of a range, as this driver makes it: by defaults, with nothing asked of a single page. */
export const sameForAll = (
  { start, end }: Pick<Locals, 'start' | 'end'>,
  defaults: HmmBits,
): Pick<HmmArgs, 'defaults' | 'mask' | 'inputs'> => ({
  defaults,
  mask: NOTHING,
  inputs: Array.from({ length: end - start }, () => ({ ...NOTHING, error: false })),
})

/** Writes what was told of a range to the device's page table. */
export const publishRange = (k: Mm, { device, start, range }: Pick<Locals, 'device' | 'start' | 'range'>): Answer => {
  range.entries.forEach(({ frame, write }, i) => {
    if (frame !== undefined) publish(k, device, start + i, { frame, write })
  })
  return ret(0)
}

/** `mmu_interval_read_begin`; undefined: an invalidation that runs is waited for. */
export const readBegin = (k: Mm, device: number): number | undefined => {
  const { sequence } = notifierOf(k, device)
  const { sequence: now, invalidating } = k.w.processes[MIRRORED]
  return invalidating > 0 && sequence === now ? undefined : sequence
}

/** The rows of the loop, down to the one that asks whether what was read is still true. */
export const readingRows = <L extends Reading>(
  asks: (locals: L) => Pick<HmmArgs, 'start' | 'end' | 'p2p'>,
): Rows<Mm, L> => ({
  read_begin: (k, { device }) => {
    const sequence = readBegin(k, device)
    return sequence === undefined ? WAIT : next({ sequence, owner: ownerOf(k, device) })
  },
  mmap_lock: mmapReadLock,
  fault: calls(
    'hmm_range_fault',
    (locals) => {
      const { process, device, write, owner, sequence } = locals
      const range = asks(locals)
      return { process, owner, ...range, ...sameForAll(range, { valid: true, write }), notifier: device, sequence }
    },
    'range',
  ),
  mmap_unlock: (k, { process, range: { rc } }) => {
    mmapReadUnlock(k, process)
    if (rc === -EBUSY) return jump('read_begin')
    return rc === 0 ? next() : ret(rc)
  },
})

export const DMIRROR_FAULT: Rows<Mm, Locals> = {
  ...readingRows<Locals>(({ start, end }) => ({ start, end })),
  /** Under the driver's lock, which its invalidation takes too. */
  publish: (k, locals) => {
    const { device, write, sequence, range } = locals
    if (mustRetry(notifierOf(k, device), sequence)) return jump('read_begin')
    if (write && range.entries.some((entry) => !entry.write)) return ret(-EFAULT)
    return publishRange(k, locals)
  },
}
