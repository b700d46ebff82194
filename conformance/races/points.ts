/**
 * Points at which an actor can be stopped, each a place in the rows of the reference driver. The guest stops at the same places of its
 * own driver: in a callback, or between two calls of the kernel.
 */
import type { Paused } from '../../model/call.ts'
import type { MmState } from '../../model/kernel/mm/state.ts'

/** Every point, and what stands there. */
export const POINTS = {
  to_ram: 'a CPU fault has called migrate_to_ram',
  setup: 'migrate_vma_setup or migrate_device_range is over, nothing is copied',
  copied: 'the copy is made, before migrate_vma_pages',
  pages: 'migrate_vma_pages is over',
  mapped: 'the device’s table has what moved, before migrate_vma_finalize',
  finalized: 'migrate_vma_finalize is over',
  read: 'hmm_range_fault is over, before mmu_interval_read_retry',
  taken: 'make_device_exclusive_range is over, and the pages are locked',
  told: 'in the invalidate callback, when it has set the sequence and cleared the table',
} as const
export type Point = keyof typeof POINTS

/** The row that comes next, by table and label; where rows above it call, the caller is named too. */
export const NEXT: Readonly<Record<string, Point>> = {
  'migrate_to_ram.willing': 'to_ram',
  'migrate_to_ram.copy': 'setup',
  'dmirror_migrate_to_device.copy': 'setup',
  'dmirror_migrate_to_system.copy': 'setup',
  'dmirror_device_evict.copy': 'setup',
  'migrate_vma_pages.pages': 'copied',
  'dmirror_migrate_to_device.publish': 'pages',
  'migrate_to_ram.finalize migrate_vma_finalize.finalize': 'pages',
  'dmirror_migrate_to_system.finalize migrate_vma_finalize.finalize': 'pages',
  'dmirror_device_evict.finalize migrate_vma_finalize.finalize': 'pages',
  'dmirror_migrate_to_device.finalize migrate_vma_finalize.finalize': 'mapped',
  'migrate_to_ram.moved': 'finalized',
  'dmirror_migrate_to_device.mmap_unlock': 'finalized',
  'dmirror_migrate_to_system.mmap_unlock': 'finalized',
  'dmirror_device_evict.moved': 'finalized',
  'dmirror_fault.publish': 'read',
  'dmirror_exclusive.publish': 'taken',
}

const invalidating = ({ processes }: MmState): number => processes.reduce((sum, one) => sum + one.invalidating, 0)

/**
 * Where a row has led to. A notifier is told in the row that begins an invalidation; where one row begins and ends it, nobody can be
 * stopped in the callback.
 */
export const pointAt = (at: Paused, before: MmState, after: MmState): Point | undefined => {
  if (after.told.length > before.told.length && invalidating(after) > invalidating(before)) return 'told'
  const [own, caller] = [at.at(-1)!, at.at(-2)].map((frame) => frame && `${frame.table}.${frame.label}`)
  return NEXT[own!] ?? NEXT[`${caller} ${own}`]
}
