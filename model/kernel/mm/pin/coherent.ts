/** `migrate_device_coherent_folio`: one page goes to RAM, so that it can be pinned for long. */
import { calls, next, ret, type Rows } from '../../../call.ts'
import { giveDestinations } from '../../lib/test-hmm/to-ram.ts'
import type { Migration, Mm } from '../parts.ts'
import type { SetUp } from '../device/migrate-setup.ts'

interface Locals {
  readonly frame: number
  readonly setup: SetUp
  readonly migration: Migration
}

export const MIGRATE_DEVICE_COHERENT: Rows<Mm, Locals> = {
  setup: calls('migrate_device_range', ({ frame }) => ({ process: -1, start: 0, end: 1, frames: [frame] }), 'setup'),
  copy: (k, { setup }) => {
    if (!setup.migration!.src[0].migrate) return ret(false)
    return next({ migration: giveDestinations(k, setup.migration!, 'ram', new Set()) })
  },
  pages: calls('migrate_vma_pages', ({ migration }) => ({ migration }), 'migration'),
  finalize: calls('migrate_vma_finalize', ({ migration }) => ({ migration })),
  moved: (_, { migration }) => ret(migration.src[0].migrate),
}
