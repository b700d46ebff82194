/** The memory half of Linux 6.12: its decisions, and its calls. */
import type { Rows, Tables } from '../../call.ts'
import { EFAULT, EREMOTEIO } from '../errno.ts'
import { refuse, unread } from '../refuse.ts'
import { MAKE_DEVICE_EXCLUSIVE_RANGE } from './device/exclusive.ts'
import { MIGRATE_TO_RAM } from '../lib/test-hmm/to-ram.ts'
import { DMIRROR_EXCLUSIVE } from '../lib/test-hmm/exclusive.ts'
import { DMIRROR_DMA_FAULT } from '../lib/test-hmm/dma.ts'
import { DMIRROR_FAULT } from '../lib/test-hmm/fault.ts'
import { MIGRATIONS } from '../lib/test-hmm/migrate.ts'
import { DMIRROR_FOPS_RELEASE } from '../lib/test-hmm/release.ts'
import { HMM_RANGE_FAULT } from './device/hmm.ts'
import { MIGRATE_VMA_FINALIZE, MIGRATE_VMA_PAGES } from './device/migrate-pages.ts'
import { MIGRATE_DEVICE_RANGE, MIGRATE_VMA_SETUP } from './device/migrate-setup.ts'
import { MMU_INTERVAL_NOTIFIER_REMOVE } from './device/notifier-remove.ts'
import { TAKE_P2PMEM } from './device/p2pmem.ts'
import { GET_DEV_PAGEMAP, MEMUNMAP_PAGES } from './device/page-map.ts'
import { REMOVE_DEVICE_EXCLUSIVE_ENTRY } from './fault/exclusive.ts'
import { HANDLE_MM_FAULT } from './fault/handle.ts'
import { POISON } from './fault/poison.ts'
import { WP_PAGE_COPY } from './fault/wp.ts'
import { maybePinned } from './page/struct-page.ts'
import type { Mm, MmDesign, MmParts } from './parts.ts'
import { MIGRATE_DEVICE_COHERENT } from './pin/coherent.ts'
import { GET_USER_PAGES, GUP_LONGTERM_LOCKED, UNPIN_USER_PAGES } from './pin/gup.ts'
import { SYSCALLS } from './syscalls.ts'
import { isAnonymous, isCow, isPfnMapped, isSpecial } from './vma/vma.ts'

const hmm: Pick<
  MmParts,
  'request' | 'needFault' | 'toldTo' | 'allows' | 'faultsForeign' | 'faultsMarkers' | 'aliases' | 'slides' | 'faultEnd'
> = {
  request: (input, mask, defaults) => ({
    valid: (input.valid && mask.valid) || defaults.valid,
    write: (input.write && mask.write) || defaults.write,
  }),
  // REQ_WRITE alone asks nothing.
  needFault: (request, cpu) => {
    if (!request.valid) return { valid: false, write: false }
    if (request.write && !cpu.write) return { valid: true, write: true }
    return { valid: !cpu.valid, write: false }
  },
  toldTo: (owner, asking) => owner === asking,
  allows: () => false,
  faultsForeign: true,
  faultsMarkers: true,
  aliases: () => false,
  slides: false,
  faultEnd: (_, end) => end,
}

const notifiers: Pick<MmParts, 'sequenceDuring' | 'ignores' | 'skipsSharedOwner' | 'clears' | 'letsGo'> = {
  sequenceDuring: (sequence) => (sequence % 2 === 0 ? sequence + 1 : sequence),
  ignores: (skip, event, owner) => skip !== undefined && event === 'MIGRATE' && owner === skip,
  skipsSharedOwner: false,
  clears: () => true,
  letsGo: () => true,
}

const pageMaps: Pick<MmParts, 'pageHoldsMap' | 'countsWhenFreed'> = { pageHoldsMap: true, countsWhenFreed: true }

const migration: Pick<
  MmParts,
  | 'selects'
  | 'takesHole'
  | 'faultPageIsLocked'
  | 'allowedRefs'
  | 'expectedRefs'
  | 'maySettle'
  | 'tellsOfHoles'
  | 'putsBack'
  | 'shares'
  | 'leavesDirty'
  | 'exclusiveMaps'
  | 'takenForgets'
> = {
  selects: ({ map }, device, { system, private: ofPrivate, coherent, owner }) => {
    if (map === undefined) return system
    if (device!.type === 'private') return ofPrivate && device!.owner === owner
    if (device!.type === 'coherent') return coherent && device!.owner === owner
    return true
  },
  takesHole: isAnonymous,
  faultPageIsLocked: false,
  // LAT-22: a page of a device may have one reference that nobody accounts for.
  allowedRefs: ({ map, mapping }, isFaultPage) =>
    1 + Number(isFaultPage) + Number(map !== undefined) + Number(mapping === 'file'),
  expectedRefs: ({ mapping }, isFaultPage) => 1 + Number(isFaultPage) + Number(mapping === 'file'),
  maySettle: ({ mapping }, destination) => destination === undefined || mapping !== 'file',
  tellsOfHoles: true,
  putsBack: ({ kind }) => kind === 'migration' || kind === 'exclusive',
  shares: (page, map) => map?.type === 'private' || !maybePinned(page),
  leavesDirty: ({ kind, dirty }) => kind === 'private' || dirty,
  exclusiveMaps: false,
  takenForgets: false,
}

const faults: Pick<
  MmParts,
  'faultTakes' | 'reuses' | 'forkCopies' | 'forkCopiesPage' | 'sharedWriteEnds' | 'becomesWritable'
> = {
  faultTakes: () => 'held',
  reuses: ({ refs, locked }) => refs === 1 && !locked,
  forkCopies: (vma) => isSpecial(vma) || vma.anonVma !== 0 || vma.watched,
  forkCopiesPage: (page, map, { pinned }) => map?.type !== 'private' && pinned && maybePinned(page) && page.exclusive,
  // CA-5: sysfs says that the write may be, and marks no page as ready for it.
  sharedWriteEnds: ({ kind }) => kind !== 'p2p',
  becomesWritable: (vma, entry, page) =>
    entry.kind !== 'protnone' && (vma.shared ? entry.dirty : page?.mapping === 'anon' && page.exclusive),
}

const vmas: Pick<MmParts, 'joins' | 'movesTogether' | 'ownOffsets'> = {
  // R7.3-7: whichever of both has no anon_vma, it is the neighbour's chain that has to have one.
  joins: (own, its) =>
    ((own.anonVma === 0 || its.anonVma === 0) && its.chain.length === 1) || own.anonVma === its.anonVma,
  movesTogether: false,
  ownOffsets: false,
}

const gup: Pick<MmParts, 'validFlags' | 'vmaAllows' | 'mustUnshare' | 'grabs' | 'longtermPinnable'> = {
  validFlags: ({ pin, longterm, p2p }) => !longterm || (pin && !p2p),
  vmaAllows: (vma, { write, force, pin, longterm }) => {
    if (isPfnMapped(vma)) return -EFAULT
    if (write && pin && longterm && vma.shared && vma.kind === 'p2p' && vma.write) return -EFAULT
    if (write ? vma.write : vma.read) return 0
    if (!force || (write && !isCow(vma))) return -EFAULT
    return 0
  },
  mustUnshare: (page, vma, { write, pin, longterm }) => {
    if (write || !pin) return false
    if (page?.mapping !== 'anon') return longterm && (vma === undefined || isCow(vma))
    return !page.exclusive
  },
  grabs: (map, { p2p }) => (map?.type === 'p2pdma' && !p2p ? -EREMOTEIO : 0),
  longtermPinnable: (map) => map?.type !== 'coherent',
}

export const mmParts: MmParts = { ...hmm, ...notifiers, ...pageMaps, ...migration, ...faults, ...vmas, ...gup }

export const mmTables: Tables<Mm> = {
  handle_mm_fault: HANDLE_MM_FAULT,
  wp_page_copy: WP_PAGE_COPY,
  remove_device_exclusive_entry: REMOVE_DEVICE_EXCLUSIVE_ENTRY,
  migrate_to_ram: MIGRATE_TO_RAM,
  migrate_vma_setup: MIGRATE_VMA_SETUP,
  migrate_device_range: MIGRATE_DEVICE_RANGE,
  migrate_vma_pages: MIGRATE_VMA_PAGES,
  migrate_vma_finalize: MIGRATE_VMA_FINALIZE,
  migrate_device_coherent: MIGRATE_DEVICE_COHERENT,
  hmm_range_fault: HMM_RANGE_FAULT,
  get_user_pages: GET_USER_PAGES,
  __gup_longterm_locked: GUP_LONGTERM_LOCKED,
  unpin_user_pages: UNPIN_USER_PAGES,
  make_device_exclusive_range: MAKE_DEVICE_EXCLUSIVE_RANGE,
  mmu_interval_notifier_remove: MMU_INTERVAL_NOTIFIER_REMOVE,
  memunmap_pages: MEMUNMAP_PAGES,
  get_dev_pagemap: GET_DEV_PAGEMAP,
  take_p2pmem: TAKE_P2PMEM,
  memory_failure: POISON,
  ...SYSCALLS,
  // The driver: lib/test_hmm.c.
  dmirror_fault: DMIRROR_FAULT,
  dmirror_dma_fault: DMIRROR_DMA_FAULT,
  dmirror_exclusive: DMIRROR_EXCLUSIVE,
  dmirror_fops_release: DMIRROR_FOPS_RELEASE,
  ...MIGRATIONS,
}

export const linuxMm: MmDesign = { parts: mmParts, tables: mmTables }

/** Rows by table and label. What locals a row takes is known where its table stands. */
// oxlint-disable-next-line typescript/no-explicit-any
export type OwnRows = Readonly<Record<string, Rows<Mm, any>>>

/**
 * Linux with parts of one's own, and with rows of one's own in the place of those with the same labels: a driver, or another
 * kernel. Throws Refused where a part, a table or a row is nobody's.
 */
export const linuxMmWith = (parts: Partial<MmParts>, rows: OwnRows = {}): MmDesign => {
  refuse([
    ...unread(parts, Object.keys(mmParts), 'a part'),
    ...unread(rows, Object.keys(mmTables), 'a table'),
    ...Object.entries(rows).flatMap(([table, own]) =>
      unread(own, Object.keys(mmTables[table] ?? own), 'a row', `${table}.`),
    ),
  ])
  // Whoever has all rows of a table says their order, too.
  const isWhole = (table: string, of: object): boolean => Object.keys(mmTables[table]).every((label) => label in of)
  const own = Object.entries(rows).map(([table, of]) => [
    table,
    isWhole(table, of) ? of : { ...mmTables[table], ...of },
  ])
  return { parts: { ...mmParts, ...parts }, tables: { ...mmTables, ...Object.fromEntries(own) } }
}
