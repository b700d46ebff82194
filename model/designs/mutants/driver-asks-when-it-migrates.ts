/**
 * A driver that maps what it migrated only if nobody else invalidated the range meanwhile. lib/test_hmm.c maps it without asking,
 * so that memory that was dropped in between stays mapped. Keeps S34 there.
 */
import { WAIT, next } from '../../call.ts'
import { readBegin } from '../../kernel/lib/test-hmm/fault.ts'
import { publishMoved } from '../../kernel/lib/test-hmm/migrate.ts'
import { notifierOf } from '../../kernel/lib/test-hmm/mirror.ts'
import { linux } from '../../kernel/linux.ts'
import { mustRetry } from '../../kernel/mm/device/notifier.ts'
import { linuxMmWith } from '../../kernel/mm/linux-mm.ts'
import { mmapReadLock } from '../../kernel/mm/mmap-lock.ts'
import type { Migration, Mm } from '../../kernel/mm/parts.ts'
import { parts } from '../releases/linux-6.12.ts'

interface Locals {
  readonly process: number
  readonly device: number
  readonly start: number
  readonly sequence: number
  readonly migration: Migration
}

const memory = linuxMmWith(
  {},
  {
    dmirror_migrate_to_device: {
      mmap_lock: (k: Mm, locals: Locals) => {
        const sequence = readBegin(k, locals.device)
        if (sequence === undefined) return WAIT
        mmapReadLock(k, locals)
        return next({ sequence })
      },
      publish: (k: Mm, locals: Locals) =>
        mustRetry(notifierOf(k, locals.device), locals.sequence) ? next() : publishMoved(k, locals),
    },
  },
)

export default linux(
  {
    id: 'driver-asks-when-it-migrates',
    summary: 'Linux 6.12 with a driver that asks mmu_interval_read_retry before it maps pages that it migrated',
    sources: [
      'a mutant of this project: dmirror_migrate_finalize_and_map, lib/test_hmm.c, with the question',
      'HM-16, MN-7',
    ],
  },
  { ...parts, memory },
)
