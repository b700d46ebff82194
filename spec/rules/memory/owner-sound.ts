/**
 * S13 OwnerSound: private memory is told to its owner, and moved by its owner.
 */
import { homeOf } from '../../../model/memory/observe.ts'
import { always, type Event } from '../../rule.ts'
import { brokenAt, foreignHome, pagesIn } from '../../accesses.ts'

export const ownerSound = always<null>({
  id: 'S13',
  name: 'OwnerSound',
  sentence:
    'hmm_range_fault tells a driver about private memory only if the owner of the memory is the driver’s owner, or if a method of the page map says that the driver may have it. A driver moves only private memory of its own.',
  why: 'Only the owner knows what the number of such a page means. Another driver takes the page for RAM and maps it, unless the owner maps it for that driver.',
  sources: ['A2-01, A2-02, A2-10, HM-7, MI-2'],
  assumptions: [],
  needs: ['memory', 'migrates'],
  start: null,
  next: (state, event) => {
    const foreign = foreignPages(event)
    if (foreign.length === 0) return { state }
    const { operation, outcome, after, index } = event
    const { name } = after.hw.machine
    const told = outcome.kind === 'looked' ? outcome.pages : []
    const wrong = foreign.find(({ page, home }) =>
      outcome.kind === 'looked'
        ? homeIn(told[page - firstOf(event)]) === home
        : homeOf(after.mm, processOf(event), page) !== home,
    )
    if (wrong === undefined) return { state, fired: true }
    const verb = operation.kind === 'hmm_range_fault' ? 'is told of' : 'moves'
    const found = `${name[deviceOf(event)!]} ${verb} page ${wrong.page}, private memory of ${name[wrong.home]}`
    return { state, fired: true, broken: brokenAt(index, found, 'no page of another owner') }
  },
})

type Told = Extract<Event['outcome'], { kind: 'looked' }>['pages'][number]
/** Of a page that is told without its owner's consent. */
const homeIn = (told: Told): number | undefined =>
  typeof told === 'object' && told.allowed === undefined ? told.home : undefined

const ASKING = new Set(['hmm_range_fault', 'migrate_to_device', 'migrate_to_system'])

interface OfPages {
  readonly device: number
  readonly pages: readonly [number, number]
  readonly process?: number
}
const asking = ({ operation }: Event): OfPages | undefined =>
  ASKING.has(operation.kind) ? (operation as unknown as OfPages) : undefined
const deviceOf = (event: Event): number | undefined => asking(event)?.device
const firstOf = (event: Event): number => asking(event)!.pages[0]
const processOf = (event: Event): number => asking(event)?.process ?? 0

/** Pages of the range that lay in private memory of another owner before. */
const foreignPages = (event: Event): { readonly page: number; readonly home: number }[] => {
  const range = asking(event)
  if (range === undefined || event.outcome.kind === 'skipped' || event.outcome.kind === 'n/a') return []
  return pagesIn(range.pages).flatMap((page) => {
    const home = foreignHome(event.before, range.device, processOf(event), page)
    return home === undefined ? [] : [{ page, home }]
  })
}
