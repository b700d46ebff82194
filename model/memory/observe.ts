/**
 * What may be seen of a kernel's memory from outside: page table entries, counts, and who holds what. Rules see memory that
 * moves by way of this, and of what hardware does.
 */
import type { Entry, FrameNumber } from '../machine/page-table.ts'
import { shownBy } from '../hardware/mmu.ts'
import { isPresent } from '../kernel/mm/page/pte.ts'
import { PIN } from '../kernel/mm/page/struct-page.ts'
import { ZERO, type MmState, type UsedFreed } from '../kernel/mm/state.ts'
import { offsetIn, vmaAt } from '../kernel/mm/vma/vma.ts'

/** References to a page, and mappings of it. */
export interface Counts {
  readonly refs: number
  readonly maps: number
}

/** Adds to a page's counts; of the zero page nobody keeps any. */
export type Count = (frame: FrameNumber | undefined, refs: number, maps?: number) => void

/** Counts from what page tables, page caches and callers of pin_user_pages hold, and from what else `others` holds. */
export const countsHeld = (mm: MmState, others: (count: Count) => void = () => {}): Map<FrameNumber, Counts> => {
  const held = new Map<FrameNumber, Counts>()
  const count: Count = (frame, refs, maps = 0) => {
    if (frame === undefined || frame === ZERO) return
    const known = held.get(frame) ?? { refs: 0, maps: 0 }
    held.set(frame, { refs: known.refs + refs, maps: known.maps + maps })
  }
  for (const { entries } of mm.memory.spaces)
    for (const entry of Object.values(entries)) {
      if (entry.special) continue
      if (isPresent(entry) || entry.kind === 'private') count(entry.frame, 1, 1)
      if (entry.kind === 'exclusive') count(entry.frame, 1)
    }
  for (const { cache } of Object.values(mm.files)) for (const frame of Object.values(cache)) count(frame, 1)
  for (const { frame } of Object.values(mm.buffers)) count(frame, 1)
  for (const frame of Object.values(mm.taken)) count(frame, 2)
  for (const frames of Object.values(mm.held)) for (const frame of frames) count(frame, PIN)
  others(count)
  return held
}

/** A page whose counts are not what is held. */
export interface Unbalanced {
  readonly frame: FrameNumber
  readonly counted: Counts
  readonly held: Counts
}

/** A page that was poisoned has one reference of the kernel's. */
export const unbalancedPages = (mm: MmState, others?: (count: Count) => void): Unbalanced[] => {
  const held = countsHeld(mm, others)
  return Object.values(mm.pages).flatMap(({ frame, refs, maps, poisoned }) => {
    const { refs: expected, maps: mappings } = held.get(frame) ?? { refs: 0, maps: 0 }
    if (refs === expected + Number(poisoned) && maps === mappings) return []
    return [{ frame, counted: { refs, maps }, held: { refs: expected, maps: mappings } }]
  })
}

/** Who has an address for a buffer that is lent, by the step that attached. */
export const mappersOf = ({ buffers }: MmState, buffer: number): number[] =>
  Object.entries(buffers[buffer].attachments).flatMap(([step, { maps }]) => (maps > 0 ? [Number(step)] : []))

/** Transfers and queues of a buffer that are not done. */
export const fencesOf = ({ buffers }: MmState, buffer: number): number =>
  Object.values(buffers[buffer]?.attachments ?? {}).reduce((sum, { fences }) => sum + fences, 0)

/** Pages that somebody used although they were free, between two states. */
export const usedWhileFree = (before: MmState, after: MmState): FrameNumber[] =>
  after.unheld.filter((frame) => !before.unheld.includes(frame))

/** Notifiers and page maps that somebody used although they were freed, between two states. */
export const usedFreed = (before: MmState, after: MmState): UsedFreed[] =>
  after.usedFreed.slice(before.usedFreed.length)

/** Whether a page map is being taken down, or is gone. */
export const takesDown = ({ maps }: MmState): boolean => Object.values(maps).some(({ dying }) => dying)

/** The entry that a process has for a page. */
export const entryOf = ({ memory }: MmState, process: number, page: number): Entry | undefined =>
  memory.spaces[process]?.entries[page]

/**
 * The memory in which a page of a process lies: what the CPU reaches by its entry; where there is none, where the driver whose
 * VMA it is has it. undefined: nowhere.
 */
export const liesAt = (mm: MmState, process: number, page: number): FrameNumber | undefined => {
  const entry = entryOf(mm, process, page)
  return entry === undefined ? driversPage(mm, process, page) : shownBy(mm.memory, entry.frame)
}

/** Where the driver of a function has what it mapped by its BAR; undefined: the page is no such page. */
export const driversPage = (mm: MmState, process: number, page: number): FrameNumber | undefined => {
  const vma = vmaAt({ w: mm }, process, page)
  return vma?.kind === 'bar' ? mm.files[vma.file].cache[offsetIn(vma, page)] : undefined
}

/** The function in whose local memory a page of a process lies; undefined: in RAM, or nowhere. */
export const homeOf = (mm: MmState, process: number, page: number): number | undefined => {
  const entry = entryOf(mm, process, page)
  return entry === undefined ? undefined : mm.memory.home[entry.frame]
}

/** Whose private or coherent memory it is that a function has; undefined: it has none, or nobody's. */
export const ownerAt = ({ maps, memory }: MmState, f: number): string | undefined =>
  Object.values(maps).find(({ first }) => memory.home[first] === f)?.owner

/** Whether only the function that a frame lies in reaches it. */
export const isPrivate = ({ memory }: MmState, frame: FrameNumber): boolean => frame in memory.unreachable

export const isZeroPage = (frame: FrameNumber): boolean => frame === ZERO
