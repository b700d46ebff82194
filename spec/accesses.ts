/** What rules about memory that moves ask of an event. */
import { lentAt } from '../model/memory/lent.ts'
import { meantAt, meantThrough, type MeantObject } from '../model/memory/meant.ts'
import { homeOf, ownerAt } from '../model/memory/observe.ts'
import type { Outcome } from '../model/outcome.ts'
import type { PageRange } from '../model/operations/word.ts'
import type { World } from '../model/world.ts'
import type { Event, Finding } from './rule.ts'

/** An access that came to its end, and the object that was meant. */
export interface Access {
  readonly object: Pick<MeantObject, 'values'>
  readonly value: number
  readonly who: string
  readonly what: string
}

/** A load or a transfer that got a value; undefined: the event is none. */
export const loaded = ({ operation, outcome, before }: Event): Access | undefined => {
  if (outcome.kind !== 'accessed' || outcome.end !== 'done') return undefined
  const access = (object: Pick<MeantObject, 'values'> | undefined, who: string, what: string): Access | undefined =>
    object === undefined ? undefined : { object, value: outcome.value!, who, what }
  if (operation.kind === 'cpu_read') {
    const { process, page } = operation
    return access(meantAt(before.meant, process, page), `process ${process}`, `page ${page}`)
  }
  if (operation.kind === 'device_read' || (operation.kind === 'mirrored_dma' && !operation.write)) {
    const { device, page } = operation
    return access(meantAt(before.meant, 0, page), before.hw.machine.name[device], `page ${page}`)
  }
  if (operation.kind === 'pinned_dma' && !operation.write)
    return access(meantThrough(before.meant, operation.pin), 'the device', `what steps[${operation.pin}] pinned`)
  if (operation.kind === 'dma_buf_dma' && !operation.write)
    return access(lentAt(before.meant, outcome.lent!.buffer), 'the device', `what it borrowed`)
  return undefined
}

type Accessed = Extract<Outcome, { kind: 'accessed' }>

/** A request by an address for memory that was lent, alone or beside others. */
export interface UsedLent {
  readonly index: number
  readonly outcome: Accessed & Required<Pick<Accessed, 'lent'>>
}

export const usedLent = ({ index, outcome }: Event): UsedLent[] => {
  const of = (step: number, one: Outcome): UsedLent[] =>
    one.kind === 'accessed' && one.lent !== undefined ? [{ index: step, outcome: { ...one, lent: one.lent } }] : []
  return outcome.kind === 'beside'
    ? outcome.results.flatMap((result) => of(result.index, result.outcome))
    : of(index, outcome)
}

/** A rule of memory that moves is broken: by a step, not by an entry of a list. */
export const brokenAt = (index: number, found: string, ...allowed: string[]): Finding => ({
  step: index,
  entry: 0,
  offset: 0,
  found,
  allowed,
})

/** Pages by number, of a range as a file has it. */
export const pagesIn = ([first, end]: PageRange): number[] => Array.from({ length: end - first }, (_, i) => first + i)

/**
 * The function in whose private memory a page of a process lies, where that function's owner is another than the device's;
 * undefined: the page lies elsewhere.
 */
export const foreignHome = ({ hw, mm }: World, device: number, process: number, page: number): number | undefined => {
  const home = homeOf(mm, process, page)
  if (home === undefined) return undefined
  const isPrivate = hw.machine.local[home]!.type === 'private'
  return isPrivate && ownerAt(mm, home) !== ownerAt(mm, device) ? home : undefined
}

/** Where a frame lies, in words. */
export const tellFrame = ({ hw, mm }: World, frame: number): string => {
  const { [frame]: home } = mm.memory.home
  const { [frame]: bar } = mm.memory.bars
  if (bar !== undefined) return `the BAR of ${hw.machine.name[bar.of]}`
  return home === undefined ? 'RAM' : `the memory of ${hw.machine.name[home]}`
}

/** Whether any page is in use. */
export const usesPages = ({ mm }: World): boolean => Object.values(mm.pages).some(({ refs }) => refs > 0)
