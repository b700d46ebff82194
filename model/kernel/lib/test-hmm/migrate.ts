/**
 * Migrations that the reference driver makes: to its device, back, and out of its memory altogether (HM-16;
 * `dmirror_migrate_to_device`, `dmirror_migrate_to_system`, `dmirror_device_evict_chunk`, lib/test_hmm.c, Linux 6.12.117).
 */
import { calls, jump, next, ret, type Answer, type Rows, type Tables } from '../../../call.ts'
import { EINVAL } from '../../errno.ts'
import { vmaAt } from '../../mm/vma/vma.ts'
import { giveDestinations } from './to-ram.ts'
import type { SetUp } from '../../mm/device/migrate-setup.ts'
import { mmapReadLock, mmapReadUnlock } from '../../mm/mmap-lock.ts'
import type { Migration, Mm, Selection } from '../../mm/parts.ts'
import { forget, memoryOf, ownerOf, publish } from './mirror.ts'

/** What a migration comes to: an errno or 0, and how many pages moved. */
export interface Moved {
  readonly rc: number
  readonly pages: number
}

interface Locals {
  readonly process: number
  readonly device: number
  readonly start: number
  readonly end: number
  /** The end of all that is asked, of which `start` to `end` lie in one VMA. */
  readonly last?: number
  /** Pages that moved before, in other VMAs. */
  readonly before?: number
  readonly setup: SetUp
  readonly migration: Migration
}

const NOBODY = new Set<number>()

const moved = ({ src, dst }: Migration): Moved => ({
  rc: 0,
  pages: src.filter(({ migrate }, i) => migrate && dst[i] !== undefined).length,
})

const selection = (k: Mm, device: number, to: 'device' | 'system'): Selection => {
  const { type } = memoryOf(k.w, device)!
  return {
    system: to === 'device',
    private: to === 'system' && type === 'private',
    coherent: to === 'system' && type === 'coherent',
    owner: ownerOf(k, device),
  }
}

const ENDING: Rows<Mm, Locals> = {
  finalize: calls('migrate_vma_finalize', ({ migration }) => ({ migration })),
  mmap_unlock: (k, { process, end, last, before = 0, migration }) => {
    const pages = before + moved(migration).pages
    if (last !== undefined && end < last) return jump('vma', { start: end, end: last, before: pages })
    mmapReadUnlock(k, process)
    return ret({ rc: 0, pages } satisfies Moved)
  },
}

const refused = (k: Mm, { process, before = 0 }: Locals, rc: number): ReturnType<typeof ret> => {
  mmapReadUnlock(k, process)
  return ret({ rc, pages: before } satisfies Moved)
}

/** One VMA after the other: a hole, or memory that may not be read, ends it. */
const inVma = (k: Mm, locals: Locals, to: 'device' | 'system'): ReturnType<typeof next> => {
  const { process, device, start, end } = locals
  const vma = vmaAt(k, process, start)
  if (vma === undefined || !vma.read) return refused(k, locals, -EINVAL)
  return next({ last: end, end: Math.min(end, vma.end), selection: selection(k, device, to) })
}

/** `dmirror_migrate_finalize_and_map`: it maps what moved, whatever happened since to the range. */
export const publishMoved = (
  k: Mm,
  { device, start, migration: { src, dst, vma } }: Pick<Locals, 'device' | 'start' | 'migration'>,
): Answer => {
  const mayWrite = vma !== undefined && k.w.vmas[vma].write
  src.forEach(({ migrate, write, frame }, i) => {
    const { [i]: to } = dst
    if (!migrate || to === undefined) return
    publish(k, device, start + i, { frame: to, write: write || (frame === undefined && mayWrite) })
  })
  return next()
}

const TO_DEVICE: Rows<Mm, Locals> = {
  mmap_lock: mmapReadLock,
  vma: (k, locals) => inVma(k, locals, 'device'),
  setup: calls('migrate_vma_setup', (locals) => ({ faultPage: undefined, ...locals }), 'setup'),
  copy: (k, locals) => {
    const { device, setup } = locals
    if (setup.migration === undefined) return refused(k, locals, setup.rc)
    return next({ migration: giveDestinations(k, setup.migration, memoryOf(k.w, device), NOBODY) })
  },
  pages: calls('migrate_vma_pages', ({ migration }) => ({ migration }), 'migration'),
  publish: publishMoved,
  ...ENDING,
}

const TO_SYSTEM: Rows<Mm, Locals> = {
  mmap_lock: mmapReadLock,
  vma: (k, locals) => inVma(k, locals, 'system'),
  setup: calls('migrate_vma_setup', (locals) => ({ faultPage: undefined, ...locals }), 'setup'),
  copy: (k, locals) => {
    const { setup } = locals
    if (setup.migration === undefined) return refused(k, locals, setup.rc)
    forget(k, setup.migration)
    return next({ migration: giveDestinations(k, setup.migration, 'ram', NOBODY) })
  },
  pages: calls('migrate_vma_pages', ({ migration }) => ({ migration }), 'migration'),
  ...ENDING,
}

const framesOf = (k: Mm, device: number): number[] => {
  const { first, pages } = memoryOf(k.w, device)!
  return Array.from({ length: pages }, (_, i) => first + i)
}

/** No VMA is known, and no lock held: pages are found by the device's own memory. */
const EVICT: Rows<Mm, Locals> = {
  frames: (k, { device }) => {
    const frames = framesOf(k, device)
    return next({ process: 0, start: 0, end: frames.length, frames })
  },
  setup: calls('migrate_device_range', (locals) => ({ ...locals }), 'setup'),
  copy: (k, { setup }) => next({ migration: giveDestinations(k, setup.migration!, 'ram', NOBODY) }),
  pages: calls('migrate_vma_pages', ({ migration }) => ({ migration }), 'migration'),
  finalize: calls('migrate_vma_finalize', ({ migration }) => ({ migration })),
  moved: (_, { migration }) => ret(moved(migration)),
}

export const MIGRATIONS: Tables<Mm> = {
  dmirror_migrate_to_device: TO_DEVICE,
  dmirror_migrate_to_system: TO_SYSTEM,
  dmirror_device_evict: EVICT,
}
