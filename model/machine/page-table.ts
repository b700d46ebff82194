/**
 * What lies in memory for the CPU's page walk to read: page tables, and what the frames hold.
 *
 * The table of a process stands here once. Hardware follows the entries that are present; what the others stand for is for
 * the kernel alone to say.
 */

/** A page of memory that something may lie in: RAM, or a page of a device. */
export type FrameNumber = number

/** Frames of RAM are numbered from here on; those of devices come before. */
export const FIRST_RAM_FRAME: FrameNumber = 1_000_000

export type EntryKind = 'present' | 'protnone' | 'private' | 'exclusive' | 'migration' | 'hwpoison' | 'marker'

/** An entry that is not empty. */
export interface Entry {
  readonly kind: EntryKind
  readonly frame: FrameNumber
  /** The CPU may write (present); the entry becomes writable again (private, exclusive, migration). */
  readonly write: boolean
  /** The CPU wrote through it. */
  readonly dirty: boolean
  /** No struct page is to be looked at (`pte_special`). */
  readonly special: boolean
  /** Of a migration entry that may not be written: its page belongs to this process alone. */
  readonly exclusive: boolean
}

/** The page table of one process. */
export interface Space {
  entries: Record<number, Entry>
  /** Whether the last level stands: by number of table, see {@link tableOf}. */
  leaf: boolean[]
  /** Whether the level above stands. */
  upper: boolean
}

/** What a device has in its own page table for a page of the first process. */
export interface DeviceEntry {
  readonly frame: FrameNumber
  readonly write: boolean
}

/** A page of a BAR, by its number from the first. */
export interface BarPage {
  readonly of: number
  readonly at: number
}

export interface Memory {
  spaces: Space[]
  /** Page tables of devices, by function and by page. */
  mirrors: Record<number, Record<number, DeviceEntry>>
  /** What was last written to a frame: a tag; 0 is what an empty page holds. */
  content: Record<FrameNumber, number>
  /** Frames that no CPU address leads to: device-private memory. */
  unreachable: Record<FrameNumber, true>
  /** The function in whose local memory a frame lies. */
  home: Record<FrameNumber, number>
  /** Pages of BARs that show local memory. */
  bars: Record<FrameNumber, BarPage>
  /** By function, by page of its BAR: the frame of its local memory that it shows now. Its driver chooses. */
  windows: Record<number, (FrameNumber | undefined)[]>
  /** By function: those whose local memory it reaches over an interconnect. */
  linked: readonly (readonly number[])[]
}

/** The page that begins the second table. */
export const TABLE_BEGINS = 4
/** Last-level tables of a process. */
export const TABLES = 2
