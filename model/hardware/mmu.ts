/**
 * A CPU access: the page walk of the MMU. It knows two things of an entry, whether it is present and whether it may be
 * written. All else is a fault, which software has to answer.
 */
import type { DeviceEntry, Entry, FrameNumber, Memory } from '../machine/page-table.ts'

export type Access =
  | { readonly kind: 'done'; readonly value: number }
  | { readonly kind: 'fault' }
  /** An address that no memory answers: a page table led to device-private memory. */
  | { readonly kind: 'abort' }

/** A BAR has no bytes of its own: an access to one of its pages ends in the local memory that the page shows, if it shows any. */
export const shownBy = ({ bars, windows }: Memory, frame: FrameNumber): FrameNumber => {
  const { [frame]: bar } = bars
  return bar === undefined ? frame : (windows[bar.of][bar.at] ?? frame)
}

const FAULT: Access = { kind: 'fault' }

const walked = (memory: Memory, space: number, page: number): Entry | undefined => {
  const entry = memory.spaces[space].entries[page]
  return entry?.kind === 'present' ? entry : undefined
}

/** A load from a page of a process. */
export const cpuRead = (memory: Memory, space: number, page: number): Access => {
  const entry = walked(memory, space, page)
  if (entry === undefined) return FAULT
  if (memory.unreachable[entry.frame]) return { kind: 'abort' }
  return { kind: 'done', value: memory.content[shownBy(memory, entry.frame)] ?? 0 }
}

/** A store to a page of a process; the walk leaves its mark in the entry. */
export const cpuWrite = (memory: Memory, space: number, page: number, value: number): Access => {
  const entry = walked(memory, space, page)
  if (entry === undefined || !entry.write) return FAULT
  if (memory.unreachable[entry.frame]) return { kind: 'abort' }
  memory.spaces[space].entries[page] = { ...entry, dirty: true }
  memory.content[shownBy(memory, entry.frame)] = value
  return { kind: 'done', value }
}

const reached = (memory: Memory, device: number, page: number): DeviceEntry | 'abort' | undefined => {
  const entry = memory.mirrors[device]?.[page]
  if (entry === undefined) return undefined
  const { [entry.frame]: home } = memory.home
  const reaches = !memory.unreachable[entry.frame] || home === device || memory.linked[device].includes(home)
  return reaches ? entry : 'abort'
}

/** A device reads a page through its own page table; another device's private memory answers only over an interconnect. */
export const deviceLoad = (memory: Memory, device: number, page: number): Access => {
  const entry = reached(memory, device, page)
  if (entry === undefined) return FAULT
  return entry === 'abort' ? { kind: 'abort' } : { kind: 'done', value: memory.content[entry.frame] ?? 0 }
}

/** A device writes to a page through its own page table. */
export const deviceStore = (memory: Memory, device: number, page: number, value: number): Access => {
  const entry = reached(memory, device, page)
  if (entry === undefined) return FAULT
  if (entry === 'abort') return { kind: 'abort' }
  if (!entry.write) return FAULT
  memory.content[entry.frame] = value
  return { kind: 'done', value }
}

/** A device writes to a page of its own memory: no CPU table is in the way. */
export const deviceWrite = (memory: Memory, frame: FrameNumber, value: number): void => {
  memory.content[frame] = value
}
