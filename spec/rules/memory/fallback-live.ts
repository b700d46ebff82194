/**
 * S15 FallbackLive: what another device holds can be had.
 */
import type { World } from '../../../model/world.ts'
import { always, type Event } from '../../rule.ts'
import { brokenAt, foreignHome, pagesIn } from '../../accesses.ts'

export const fallbackLive = always<null>({
  id: 'S15',
  name: 'FallbackLive',
  sentence:
    'If a device asks for a page that lies in private memory of another owner, the page comes back to RAM and the device gets it. The request neither fails nor hangs.',
  why: 'Only its driver should have to know where a page lies. If a second device fails because the first device was quicker, it is chance whether a program works.',
  sources: ['A5-09, HM-7, BUG-40'],
  assumptions: [],
  needs: ['memory', 'migrates'],
  start: null,
  next: (state, event) => {
    const wanted = wantedPages(event)
    if (wanted === undefined || !wanted.some((page) => isForeign(event, event.before, page))) return { state }
    const { outcome, index } = event
    // -EBUSY: what had to came back, and what was told of it is out of date: the driver asks again. What a BAR shows may stay.
    const stays = wanted.filter((page, i) => isForeign(event, event.after, page) && !isShown(outcome, i))
    if (succeeded(outcome) || stays.length === 0) return { state, fired: true }
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

/** Whether the request was told of a page of a BAR in its place, by the order of what was asked. */
const isShown = (outcome: Event['outcome'], i: number): boolean => {
  const told = outcome.kind === 'looked' ? outcome.pages[i] : undefined
  return typeof told === 'object' && told.through !== undefined
}

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
  return all(pagesIn(operation.pages), operation.request === 'write')
}

const isForeign = ({ operation }: Event, world: World, page: number): boolean =>
  'device' in operation && foreignHome(world, operation.device, 0, page) !== undefined
