/** What rules about memory that moves ask of an event. */
import { meantAt, meantThrough, type MeantObject } from '../model/memory/meant.ts'
import type { Event, Finding } from './rule.ts'

/** An access that came to its end, and the object that was meant. */
export interface Access {
  readonly object: MeantObject
  readonly value: number
  readonly who: string
  readonly what: string
}

/** A load or a transfer that got a value; undefined: the event is none. */
export const loaded = ({ operation, outcome, before }: Event): Access | undefined => {
  if (outcome.kind !== 'accessed' || outcome.end !== 'done') return undefined
  const access = (object: MeantObject | undefined, who: string, what: string): Access | undefined =>
    object === undefined ? undefined : { object, value: outcome.value!, who, what }
  if (operation.kind === 'cpu_read') {
    const { process, page } = operation
    return access(meantAt(before.meant, process, page), `process ${process}`, `page ${page}`)
  }
  if (operation.kind === 'device_read') {
    const { device, page } = operation
    return access(meantAt(before.meant, 0, page), before.hw.machine.name[device], `page ${page}`)
  }
  if (operation.kind === 'pinned_dma' && !operation.write)
    return access(meantThrough(before.meant, operation.pin), 'the device', `what steps[${operation.pin}] pinned`)
  return undefined
}

/** A rule of memory that moves is broken: by a step, not by an entry of a list. */
export const brokenAt = (index: number, found: string, ...allowed: string[]): Finding => ({
  step: index,
  entry: 0,
  offset: 0,
  found,
  allowed,
})

/** The owner of a function's local memory, and whether only the function reaches it. */
export const localOf = ({ before }: Event, f: number): { readonly owner: string; readonly isPrivate: boolean } => {
  const { owner, type } = before.hw.machine.local[f]!
  return { owner, isPrivate: type === 'private' }
}
