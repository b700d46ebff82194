/**
 * S15 FallbackLive: what another device holds can be had.
 */
import { homeOf } from '../../../model/memory/observe.ts'
import { always, type Event } from '../../rule.ts'
import { brokenAt, localOf } from '../../accesses.ts'

export const fallbackLive = always<null>({
  id: 'S15',
  name: 'FallbackLive',
  sentence:
    'If a device asks for a page that lies in private memory of another owner, the page comes back to RAM and the device gets it. The request neither fails nor hangs.',
  why: 'Where a page lies is nobody’s business but its driver’s. If a second device fails because the first one was quicker, a program works or does not by chance.',
  sources: ['A5-09, HM-7, BUG-40'],
  assumptions: [],
  needs: ['memory'],
  start: null,
  next: (state, event) => {
    const wanted = wantedPages(event)
    if (wanted === undefined || !wanted.some((page) => isForeign(event, page))) return { state }
    const { outcome, index } = event
    // -EBUSY: the memory came back, and what was told of it is out of date: the driver asks again.
    if (succeeded(outcome) || !wanted.some((page) => isForeign({ ...event, before: event.after }, page)))
      return { state, fired: true }
    const found =
      outcome.kind === 'hangs' ? 'the request never ends' : `the request fails for memory that another device holds`
    return { state, fired: true, broken: brokenAt(index, found, 'memory that the device can use') }
  },
})

const succeeded = (outcome: Event['outcome']): boolean =>
  (outcome.kind === 'accessed' && outcome.end === 'done') ||
  (outcome.kind === 'looked' &&
    outcome.rc === 0 &&
    outcome.pages.every((page) => page !== undefined && page !== 'error'))

/** Pages that the device needs; undefined: it asks for nothing, or for what the process itself may not do. */
const wantedPages = ({ operation, before }: Event): number[] | undefined => {
  const all = (pages: readonly number[], write: boolean): number[] | undefined => {
    const allows = pages.every((page) => {
      const meant = before.meant.pages[0]?.[page]
      return meant !== undefined && (write ? meant.write : meant.read)
    })
    return allows ? [...pages] : undefined
  }
  if (operation.kind === 'device_read') return all([operation.page], false)
  if (operation.kind === 'device_write') return all([operation.page], true)
  if (operation.kind !== 'hmm_range_fault' || operation.request === 'nothing') return undefined
  const [start, end] = operation.pages
  return all(
    Array.from({ length: end - start }, (_, i) => start + i),
    operation.request === 'write',
  )
}

const isForeign = (event: Event, page: number): boolean => {
  const { operation, before } = event
  const home = homeOf(before.mm, 0, page)
  if (home === undefined || !('device' in operation)) return false
  const { owner, isPrivate } = localOf(event, home)
  return isPrivate && owner !== before.hw.machine.local[operation.device]?.owner
}
