/**
 * Kernels and drivers that a recording refutes: those of `designs/bugs` and of the mutants, and single rows taken otherwise. Each says
 * what is wrong with it, and which race shows that it is not what Linux 6.12 and our driver do.
 */
import { WAIT, next, ret, type Answer } from '../../model/call.ts'
import { designNamed } from '../../model/designs/index.ts'
import { linuxMmWith, mmParts, mmTables, type OwnRows } from '../../model/kernel/mm/linux-mm.ts'
import type { Mm, MmDesign, MmParts } from '../../model/kernel/mm/parts.ts'
import { startInvalidating } from '../../model/kernel/mm/device/notifier.ts'
import { entryAt } from '../../model/kernel/mm/page/pte.ts'
import type { MigrateArgs } from '../../model/kernel/mm/device/migrate-setup.ts'
import { pageOf } from '../../model/kernel/mm/page/struct-page.ts'
import { fork } from '../../model/kernel/mm/vma/fork.ts'
import type { Entry } from '../../model/machine/page-table.ts'

/** What is wrong, the recording that shows it, and the design. */
export type Racy = readonly [wrong: string, recording: string, design: MmDesign]

const design = (id: string, recording: string): Racy => [id, recording, designNamed(id)!.memory!]
const own = (wrong: string, recording: string, parts: Partial<MmParts>, rows: OwnRows = {}): Racy => [
  wrong,
  recording,
  linuxMmWith(parts, rows),
]

const DESIGNS: readonly Racy[] = [
  design('driver-asks-when-it-migrates', 'dropped-before-it-moves'),
  design('driver-asks-when-it-migrates', 'dropped-while-it-migrates'),
  design('driver-hears-itself', 'written-while-it-migrates'),
  design('driver-ignores-sequence', 'dropped-while-a-device-faults'),
  design('driver-ignores-sequence', 'unmapped-while-a-device-reads'),
  design('driver-looks-too-early', 'dropped-while-a-device-faults'),
  design('driver-keeps-mirror', 'faulted-while-it-is-evicted'),
  design('driver-keeps-mirror', 'written-while-it-migrates-and-the-driver-hears'),
  design('exclusive-holds-nothing', 'exclusive-page-dropped-while-a-cpu-faults'),
  design('fault-holds-nothing', 'dropped-while-a-cpu-faults'),
  design('fault-spins-on-lock', 'evicted-while-a-cpu-faults'),
  design('fault-spins-on-lock', 'two-cpus-fault-a-private-page'),
  design('fault-waits-for-lock', 'one-cpu-faults-while-another-is-stopped'),
  design('fault-waits-for-lock', 'two-cpus-fault-a-private-page'),
]

const start = mmTables.migrate_vma_setup.start as (k: Mm, args: MigrateArgs) => Answer
const waitsForMigrations = (k: Mm, args: MigrateArgs): Answer => {
  const pages = Array.from({ length: args.end - args.start }, (_, i) => args.start + i)
  return pages.some((at) => entryAt(k, args.process, at)?.kind === 'migration') ? WAIT : start(k, args)
}

interface Restoring {
  readonly process: number
  readonly at: number
  readonly old: Entry
}
const restoresLocked = (k: Mm, { process, at, old }: Restoring): Answer => {
  pageOf(k, old.frame).locked = true
  startInvalidating(k, process, 'EXCLUSIVE', [at, at + 1])
  return next()
}

/** As this model had it, until it was asked of Linux. */
const goesOnWhereItWas = (k: Mm, locals: Restoring): Answer =>
  pageOf(k, locals.old.frame).locked ? WAIT : restoresLocked(k, locals)

const forksBesideReaders = (
  k: Mm,
  { process, child }: { readonly process: number; readonly child: number },
): Answer => {
  fork(k, process, child)
  return ret(0)
}

const OWN: readonly Racy[] = [
  own(
    'a migration waits for one that is under way',
    'migrated-by-two',
    {},
    { migrate_vma_setup: { start: waitsForMigrations } },
  ),
  own(
    'the end of exclusive access does not wait for the page',
    'exclusive-while-a-cpu-reads',
    {},
    { remove_device_exclusive_entry: { lock: restoresLocked } },
  ),
  own(
    'a CPU that waited for an exclusive page takes it back once more',
    'exclusive-page-taken-back-by-two',
    {},
    { remove_device_exclusive_entry: { lock: goesOnWhereItWas } },
  ),
  own(
    'fork does not wait for whoever holds the mmap lock',
    'forked-while-it-migrates',
    {},
    { fork: { mmap_lock: forksBesideReaders } },
  ),
  own('fork copies no page table', 'forked-while-it-is-evicted', { forkCopies: () => false }),
  own('a page that is pinned moves', 'pinned-while-it-migrates', {
    shares: () => true,
    allowedRefs: ({ refs }) => refs,
    expectedRefs: ({ refs }) => refs,
  }),
  own('a fault moves a page that another holds', 'two-cpus-fault-a-private-page', {
    expectedRefs: (page, fault) => Math.max(page.refs, mmParts.expectedRefs(page, fault)),
  }),
]

export const RACY: readonly Racy[] = [...DESIGNS, ...OWN]
