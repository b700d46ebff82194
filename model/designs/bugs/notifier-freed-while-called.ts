/**
 * Linux 5.5 to 5.17: who removes a notifier waits for the sequence without the lock (BUG-55). The end of an invalidation moves the
 * sequence first, and takes notifiers out afterwards; so the driver may have freed one by then. 319561669a59 (5.18) takes the lock.
 *
 * Here only MADV_DONTNEED ends in two rows; in that kernel every invalidation did.
 */
import { jump, next } from '../../call.ts'
import { linux } from '../../kernel/linux.ts'
import { linuxMm } from '../../kernel/mm/linux-mm.ts'
import { endSequence, removeDeferred } from '../../kernel/mm/device/notifier.ts'
import { MADVISE_DONTNEED, type Dropping } from '../../kernel/mm/vma/drop.ts'
import type { Rows } from '../../call.ts'
import type { Mm } from '../../kernel/mm/parts.ts'
import { parts } from '../releases/linux-6.12.ts'

const madviseDontneed: Rows<Mm, Dropping> = {
  mmap_lock: MADVISE_DONTNEED.mmap_lock,
  start: MADVISE_DONTNEED.start,
  zap: MADVISE_DONTNEED.zap,
  sequence: (k, { process }) => {
    endSequence(k, process)
    return next()
  },
  end: (k, { process, to, hole }) => {
    removeDeferred(k, process)
    return jump('start', { at: to, hole })
  },
}

export default linux(
  {
    id: 'notifier-freed-while-called',
    mendedBy: 'linux-6.12',
    summary: 'Linux 5.5 to 5.17: a driver may free its notifier before an invalidation is done with it',
    sources: ['mmu_interval_notifier_remove(), before commit 319561669a59 (5.18)', 'BUG-55'],
  },
  { ...parts, memory: { ...linuxMm, tables: { ...linuxMm.tables, madvise_dontneed: madviseDontneed } } },
)
