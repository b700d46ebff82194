/**
 * What the kernel keeps of memory: VMAs, struct pages with their counts, page maps, interval notifiers. Plain data; functions
 * in this folder work on a draft of it.
 *
 * Page tables and contents of frames are not here: they lie in memory, where hardware reads them.
 */
import { FIRST_RAM_FRAME, type FrameNumber, type Memory } from '../../machine/page-table.ts'
import type { DmaBuf } from '../dma-buf/state.ts'
import type { DmaPfn } from './device/dma-pfn.ts'
import type { DeviceMap, MapType, Notifier, Told, UsedFreed } from './device/state.ts'

export type { DeviceMap, MapType, Notifier, Told, UsedFreed } from './device/state.ts'

/** What was mapped. `file`: shared, `filep`: private, both of a memfd; `mixed`, `pfn`: a driver's; `p2p`: the PCI core's. */
export const VMA_KINDS = ['anon', 'shared', 'file', 'filep', 'mixed', 'pfn', 'p2p'] as const
/**
 * And those of which no recording speaks. `bar`: a driver's page of a BAR that it maps at a fault, and may move (`vma/bar.ts`). `dax`: a
 * static range of a device's memory, whose pages lie where they lie (drivers/dax/device.c: from memory).
 */
export type VmaKind = (typeof VMA_KINDS)[number] | 'bar' | 'dax'

/** `struct vm_area_struct`: pages `start` to `end - 1` of a process. */
export interface Vma {
  readonly id: number
  readonly process: number
  start: number
  end: number
  /** Page offset of `start`: where a page of it is looked for from the page's side. */
  pgoff: number
  read: boolean
  write: boolean
  readonly shared: boolean
  readonly kind: VmaKind
  /** File by number; 0: none. */
  readonly file: number
  /** Writable private memory is accounted for, and stays so (`VM_ACCOUNT`). */
  account: boolean
  /** Taken out of its process, and not yet of its pages: only they still find it. */
  detached?: true
  /** A userfaultfd watches its write protection (`VM_UFFD_WP`). */
  watched: boolean
  /** The anon_vma that its new pages belong to; 0: none yet. */
  anonVma: number
  /** All that it is linked to, the oldest first. */
  chain: number[]
  /** Pages by which a private file was moved since it has pages of its own; left out: 0 (`start` less `vma_start_anon_pgoff`). */
  readonly shift?: number
}

/** What a VMA has of anon_vmas. A chain of two or more: it has pages of a parent (`vma_is_fork_child`). */
export type Anon = Readonly<Pick<Vma, 'anonVma' | 'chain'>>

/** `struct page`, of what is in use or belongs to a device. */
export interface Page {
  readonly frame: FrameNumber
  /** The page map that it is of; undefined: RAM. */
  readonly map: string | undefined
  /** Its place in that map. */
  readonly at: number
  refs: number
  maps: number
  mapping: 'none' | 'anon' | 'file'
  /** The anon_vma or file that it belongs to. */
  of: number
  index: number
  /** `PageAnonExclusive` */
  exclusive: boolean
  locked: boolean
  dirty: boolean
  poisoned: boolean
  /** LAT-6: its count is 0, and whoever freed it is about to set it; by then somebody may have taken it from the pool. */
  late?: 'in the pool' | 'taken'
}

/** VMAs that pages of an anon_vma, or of a file, may be mapped in, in the order of their insertion. */
export interface Mappers {
  readonly vmas: number[]
}
export interface File extends Mappers {
  /** Pages in the cache, by offset; of a driver's file: where its memory lies. */
  readonly cache: Record<number, FrameNumber>
  /** The driver is about to move it. */
  moving?: true
}

export interface Process {
  readonly id: number
  /** False once it exited. */
  alive: boolean
  /** `MMF_HAS_PINNED` */
  pinned: boolean
  /** `invalidate_seq`: odd while an invalidation runs. */
  sequence: number
  invalidating: number
  /** Who holds the mmap lock for reading. */
  readers: number
}

/** All that a kernel knows of memory, and the memory itself. */
export interface MmState {
  readonly memory: Memory
  readonly processes: Process[]
  readonly vmas: Record<number, Vma>
  readonly pages: Record<FrameNumber, Page>
  readonly anonVmas: Record<number, Mappers>
  readonly files: Record<number, File>
  readonly maps: Record<string, DeviceMap>
  readonly notifiers: Notifier[]
  /** Frames that callers of pin_user_pages hold, by a number of their own. */
  readonly held: Record<number, readonly FrameNumber[]>
  /** Pages of a BAR that a driver took of its pool, each with a reference besides, by index of the step. */
  readonly taken: Record<number, FrameNumber>
  /** Addresses that devices have for pages of the process that they mirror: by function, by page. */
  readonly dma: Record<number, Record<number, DmaPfn>>
  /** Addresses that a driver took from its device, and that are still to be unmapped when the call is over. */
  letGo: { readonly device: number; readonly pfn: DmaPfn; readonly lent?: true }[]
  /** What is lent, by index of the step that exported it. */
  readonly buffers: Record<number, DmaBuf>
  /** Devices that were given an owner, those of one owner together (`drm_pagemap`). */
  peers: readonly number[]
  told: Told[]
  /** Pages that were used while nobody held them. */
  readonly unheld: FrameNumber[]
  readonly usedFreed: UsedFreed[]
  warned: boolean
  /** The next number nobody had: of a frame of RAM, a VMA, an anon_vma, a file. */
  unused: number
}

/**
 * Numbers that only stand for something, of frames of RAM, VMAs, anon_vmas and files, begin here: nothing else that is counted
 * in a state grows as large, so that who compares states knows them (`model/schedule/key.ts`).
 */
export const FIRST_NUMBER = FIRST_RAM_FRAME

/** No process has this number. */
export const NOBODY = -1

/** The zero page. */
export const ZERO: FrameNumber = 0

/** Memory of devices, as one finds it. */
export interface MapSpec {
  readonly name: string
  readonly type: MapType
  readonly owner?: string
  readonly pages: number
  /** The function whose local memory it is. */
  readonly home?: number
  /** Pages of a BAR that show local memory: the function's. */
  readonly barOf?: number
}

const freePage = (frame: FrameNumber, map: string | undefined, at: number, refs: number): Page => ({
  frame,
  map,
  at,
  refs,
  maps: 0,
  mapping: 'none',
  of: 0,
  index: 0,
  exclusive: false,
  locked: false,
  dirty: false,
  poisoned: false,
})

export const ramPage = (frame: FrameNumber): Page => freePage(frame, undefined, 0, 1)

export const newProcess = (id: number): Process => ({
  id,
  alive: true,
  pinned: false,
  sequence: 2,
  invalidating: 0,
  readers: 0,
})

/** No entry, and no page table. */
export const emptySpace = (): Memory['spaces'][number] => ({ entries: {}, leaf: [false, false], upper: false })

/** One process, nothing mapped, no page of a device in use. PM-18: the free value of a count is 0, of P2P memory 1. */
export const bootMm = (specs: readonly MapSpec[]): MmState => {
  const pages: Record<FrameNumber, Page> = {}
  const maps: Record<string, DeviceMap> = {}
  const memory: Memory = {
    spaces: [emptySpace()],
    mirrors: {},
    content: {},
    unreachable: {},
    home: {},
    bars: {},
    windows: {},
    linked: [],
  }
  let first = 1
  for (const { name, type, owner, pages: count, home, barOf } of specs) {
    maps[name] = { name, type, owner, first, pages: count, driver: home === undefined ? 'ok' : 'retries' }
    for (let at = 0; at < count; at++) {
      pages[first + at] = freePage(first + at, name, at, 0)
      if (type === 'private') memory.unreachable[first + at] = true
      if (home !== undefined) memory.home[first + at] = home
      if (barOf !== undefined) memory.bars[first + at] = { of: barOf, at }
    }
    if (barOf !== undefined) memory.windows[barOf] = Array.from({ length: count }, () => undefined)
    first += count
  }
  return {
    memory,
    processes: [newProcess(0)],
    vmas: {},
    pages,
    anonVmas: {},
    files: {},
    maps,
    notifiers: [],
    held: {},
    taken: {},
    dma: {},
    letGo: [],
    buffers: {},
    peers: [],
    told: [],
    unheld: [],
    usedFreed: [],
    warned: false,
    unused: FIRST_NUMBER,
  }
}

/** A value of plain data, all of it anew: a draft that may be written to. */
export const copied = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copied) as T
  const copy: Record<string, unknown> = {}
  for (const key in value) copy[key] = copied(value[key])
  return copy as T
}
