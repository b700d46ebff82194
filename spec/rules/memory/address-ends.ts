/**
 * S42 AddressEnds: what a device could reach of a page ends with the page's place, and with the unmap.
 */
import { hex } from '../../../model/address.ts'
import type { Translation } from '../../../model/machine/domain.ts'
import type { FrameNumber } from '../../../model/machine/page-table.ts'
import { liesAt } from '../../../model/memory/observe.ts'
import { brokenAt } from '../../accesses.ts'
import { addedRows, rowsOf } from '../../iovas.ts'
import { always, type Event } from '../../rule.ts'

/** A translation that a map put there: for which page, and where that lay then. */
interface Left {
  readonly row: Translation
  readonly device: number
  readonly page: number
  readonly frame: FrameNumber | undefined
}

export const addressEnds = always<readonly Left[]>({
  id: 'S42',
  name: 'AddressEnds',
  sentence:
    'When a page moves, or its driver unmaps it, no translation of the page is left in the IOMMU of a device that had it mapped.',
  why: 'If a translation stays, the device reaches memory that somebody else gets next. A flag that remembers how the page was reached before can make an unmap do nothing.',
  sources: ['A5-24, NW-5', 'L49'],
  assumptions: [],
  needs: ['memory', 'hmmDmaMapPfn'],
  start: [],
  next: (state, event) => {
    const left = state.filter(({ row, device }) => rowsOf(event.after.hw, device).includes(row))
    const still = [...left, ...mapped(event)]
    const ending = state.filter((one) => ends(event, one))
    const wrong = ending.find((one) => left.includes(one))
    if (wrong === undefined) return { state: still, fired: ending.length > 0 }
    const { row, device, page } = wrong
    const found = `the IOMMU of ${event.after.hw.machine.name[device]} still translates ${hex(row.iova)}, which was page ${page}`
    return { state: still, fired: true, broken: brokenAt(event.index, found, 'no translation of what was unmapped') }
  },
})

const mapped = (event: Event): Left[] => {
  const { operation, outcome, after } = event
  if (operation.kind !== 'hmm_dma_map_pfn' || outcome.kind !== 'mirrored') return []
  const { device, page } = operation
  const frame = liesAt(after.mm, 0, page)
  return addedRows(event, device).map((row) => ({ row, device, page, frame }))
}

/** Whether this is the step after which the device must not reach the page by that translation. */
const ends = ({ operation, outcome, after }: Event, { device, page, frame }: Left): boolean => {
  if (operation.kind === 'hmm_dma_unmap_pfn' && outcome.kind === 'called')
    return operation.device === device && operation.page === page
  return liesAt(after.mm, 0, page) !== frame
}
