/**
 * Interval notifiers: who mirrors a range is told before its entries change, and a sequence tells whether what was read is
 * still true (MN-1 to MN-9).
 */
import type { Memory } from '../../../machine/page-table.ts'
import type { Mm } from '../parts.ts'
import { NOBODY, type Notifier } from '../state.ts'
import { noteFreed } from './state.ts'

export type EventName = 'MIGRATE' | 'EXCLUSIVE' | 'CLEAR' | 'UNMAP' | 'PROTVMA' | 'PROTPAGE' | 'RELEASE'

/** Pages that no notifier is about: everything. */
export const EVERYTHING = [-Infinity, Infinity] as const

/** A driver may ignore its own migrations only: where devices share an owner, those of a sister device concern it. */
const isIgnored = (
  { w, parts }: Mm,
  { skip, mirror }: Notifier,
  event: EventName,
  owner: string | undefined,
): boolean => {
  if (!parts.ignores(skip, event, owner)) return false
  const isShared = mirror !== undefined && Object.values(w.maps).filter((map) => map.owner === skip).length > 1
  return !isShared || parts.skipsSharedOwner
}

const told = (event: EventName, start: number, end: number, owner: string | undefined): string => {
  const place = (at: number): number => (Number.isFinite(at) ? at : -99)
  const whose = event === 'MIGRATE' || event === 'EXCLUSIVE' ? `/${owner ?? '-'}` : ''
  return `${event}${whose}:${place(start)}-${place(end)}`
}

/** `mmu_notifier_invalidate_range_start`. MN2-30: the sequence is the process's, whoever's range it is. */
export const startInvalidating = (
  k: Mm,
  process: number,
  event: EventName,
  [from, to]: readonly [number, number],
  owner?: string,
): void => {
  const { w, parts } = k
  const mm = w.processes[process]
  mm.invalidating++
  const overlapping = w.notifiers.filter((n) => n.process === process && n.start < to && n.end > from)
  if (overlapping.length > 0) mm.sequence = parts.sequenceDuring(mm.sequence)
  for (const notifier of overlapping) {
    if (notifier.freed) noteFreed(k, 'notifier', notifier.n)
    w.told.push({ n: notifier.n, event: told(event, from, to, owner) })
    if (isIgnored(k, notifier, event, owner)) continue
    notifier.sequence = mm.sequence
    if (notifier.mirror === undefined) continue
    if (parts.clears(event)) clearMirror(w.memory, notifier.mirror, from, to)
    if (parts.letsGo(event)) dropDma(k, notifier.mirror, from, to)
  }
}

/** Of the pages that a table has an entry for, those of a range. */
const pagesIn = (table: object, from: number, to: number): number[] =>
  Object.keys(table)
    .map(Number)
    .filter((page) => from <= page && page < to)

/**
 * The device reaches pages of this range no longer. `dmirror_do_update` forgets one page more, for `xa_for_each_range` includes the last:
 * that page is faulted once again, and nothing else comes of it.
 */
export const clearMirror = ({ mirrors }: Memory, device: number, from: number, to: number): void => {
  const { [device]: table = {} } = mirrors
  for (const page of pagesIn(table, from, to)) delete table[page]
}

/** Nor does it use the addresses that it has for them. */
export const dropDma = ({ w }: Pick<Mm, 'w'>, device: number, from: number, to: number): void => {
  const { [device]: table = {} } = w.dma
  for (const page of pagesIn(table, from, to)) {
    const pfn = table[page]
    if (pfn.mapped) w.letGo.push({ device, pfn })
    delete table[page]
  }
}

/** `mn_itree_inv_end`, all of it under one lock. */
export const endInvalidating = (k: Mm, process: number): void => {
  endSequence(k, process)
  removeDeferred(k, process)
}

/** Its first half: who waits for the sequence may go on. */
export const endSequence = ({ w }: Mm, process: number): void => {
  const mm = w.processes[process]
  mm.invalidating--
  if (mm.invalidating === 0 && mm.sequence % 2 === 1) mm.sequence++
}

/** Its second half: notifiers that were removed meanwhile are taken out now (MN-8). */
export const removeDeferred = (k: Mm, process: number): void => {
  const { notifiers, processes } = k.w
  if (processes[process].sequence % 2 === 1) return
  for (const { n, freed } of notifiers.filter((one) => one.process === process && one.deferred)) {
    if (freed) noteFreed(k, 'notifier', n)
    removeNotifier(k, n)
  }
}

/** Changes entries of a range, between the two calls that tell of it: where it is all the same who goes on meanwhile. */
export const invalidating = <T>(
  k: Mm,
  process: number,
  event: EventName,
  range: readonly [number, number],
  change: () => T,
  owner?: string,
): T => {
  startInvalidating(k, process, event, range, owner)
  const result = change()
  endInvalidating(k, process)
  return result
}

/** `mmu_interval_notifier_insert`, and read_begin. MN-8: it starts with the sequence of before. */
export const insertNotifier = (
  { w }: Pick<Mm, 'w'>,
  process: number,
  n: number,
  from: number,
  to: number,
  skip: string | undefined,
  mirror?: number,
): Notifier => {
  const sequence = w.processes[process].sequence - 1
  const whose = mirror === undefined ? {} : { mirror }
  const notifier = { n, process, start: from, end: to, skip, sequence, saved: sequence, ...whose }
  w.notifiers.push(notifier)
  return notifier
}

export const removeNotifier = ({ w }: Mm, n: number): void => {
  const at = w.notifiers.findIndex((notifier) => notifier.n === n)
  if (at >= 0) w.notifiers.splice(at, 1)
}

/** The notifier of that number. Of one that its driver removed and freed nothing that is read means anything. */
export const notifierNamed = (k: Pick<Mm, 'w'>, n: number): Notifier => {
  const found = k.w.notifiers.find((one) => one.n === n)
  if (found !== undefined && !found.freed) return found
  noteFreed(k, 'notifier', n)
  return found ?? { n, process: NOBODY, start: 0, end: 0, skip: undefined, sequence: 0, saved: 0 }
}

/** `mmu_interval_read_retry` (MN-6) */
export const mustRetry = (notifier: Notifier, saved = notifier.saved): boolean => notifier.sequence !== saved
