/**
 * S9 UnmapExact: unmap undoes its own map, all of it and nothing else.
 */
import { hex, overlaps } from '../../../model/address.ts'
import type { IovaRange } from '../../../model/kernel/effects.ts'
import type { Translation } from '../../../model/machine/domain.ts'
import { addedRows, rowsOf } from '../../iovas.ts'
import { mapEvent, unmapEvent, type UnmapEvent } from '../../meant.ts'
import { driversUnlinkFirst, entriesAreNotEmpty } from '../../assumptions/index.ts'
import { always, type Event } from '../../rule.ts'

/** Translations that each live mapping put into its client's table, by the index of its step. */
type Added = ReadonlyMap<number, readonly Translation[]>

export const unmapExact = always<Added>({
  id: 'S9',
  name: 'UnmapExact',
  sentence:
    'Unmap removes from the IOMMU exactly the translations that its map added, asks it to remove nothing else, and leaves no entry marked and no page map referenced.',
  why: 'If unmap removes too few translations, the device reaches memory that is reused. If it removes too many, it cuts off a transfer of somebody else.',
  sources: ['L29, L30, INV-D, DI-12, IO-4'],
  assumptions: [driversUnlinkFirst, entriesAreNotEmpty],
  needs: ['mapSg', 'unmapSg'],
  start: new Map(),
  next: (added, event) => {
    const client = mappedFor(event)
    if (client !== undefined) return { state: new Map(added).set(event.index, addedRows(event, client)) }
    const linked = linkedRows(event)
    if (linked !== undefined)
      return { state: new Map(added).set(linked.map, [...(added.get(linked.map) ?? []), ...linked.rows]) }
    const unmapped = unmapEvent(event)
    if (unmapped === undefined) return { state: added }
    const found = wrongUnmap(unmapped, added.get(unmapped.operation.map) ?? [])
    if (found === undefined) return { state: added, fired: true }
    const allowed = ['the translations of this mapping, each once']
    return { state: added, fired: true, broken: { step: event.index, entry: 0, offset: 0, found, allowed } }
  },
})

/** The client for whom a step mapped something, by a call of its driver or of user space; undefined: it mapped nothing. */
const mappedFor = (event: Event): number | undefined => {
  const { operation, outcome } = event
  if (operation.kind === 'iommu_map')
    return outcome.kind === 'chosen' && outcome.rc === 0 ? operation.client : undefined
  const map = mapEvent(event)
  return map?.outcome.rc === 0 ? map.operation.client : undefined
}

/** What a driver linked into a range of its own. */
const linkedRows = (event: Event): { readonly map: number; readonly rows: readonly Translation[] } | undefined => {
  const { operation, after } = event
  const mapped = operation.kind === 'dma_iova_link' ? after.ledger.get(operation.map) : undefined
  if (operation.kind !== 'dma_iova_link' || mapped === undefined) return undefined
  return { map: operation.map, rows: addedRows(event, mapped.client) }
}

const wrongUnmap = (
  { before, after, operation, outcome }: UnmapEvent,
  own: readonly Translation[],
): string | undefined => {
  const { client } = before.ledger.get(operation.map)!
  const [was, is] = [rowsOf(before.hw, client), rowsOf(after.hw, client)]
  const handed = outcome.unmapped ?? []
  const foreign = handed.find((range) => !isCovered(range, own))
  if (foreign !== undefined)
    return `${hex(foreign.iova)} handed to the IOMMU to unmap, which this mapping never put there`
  const twice = handed.find((range, i) =>
    handed.slice(0, i).some((r) => overlaps(r.iova, r.size, range.iova, range.size)),
  )
  if (twice !== undefined) return `${hex(twice.iova)} handed to the IOMMU to unmap twice`
  const isOwn = (row: Translation): boolean => own.some((r) => overlaps(r.iova, r.size, row.iova, row.size))
  const left = is.find(isOwn)
  if (left !== undefined) return `translation of ${hex(left.iova)} still in the IOMMU’s table`
  const harmed = was.find((row) => !isOwn(row) && !is.some((r) => r.iova === row.iova && r.size === row.size))
  if (harmed !== undefined) return `translation of ${hex(harmed.iova)}, which is another mapping’s, cut or gone`
  const marked = outcome.table.findIndex((entry) => entry.marked)
  if (marked >= 0) return `entry ${marked} still marked as a bus address`
  return (outcome.pgmapRefs ?? 0) === 0 ? undefined : `${outcome.pgmapRefs} references on a page map not dropped`
}

/** Whether every IOVA of the range is in one of the rows. */
const isCovered = ({ iova, size }: IovaRange, rows: readonly Translation[]): boolean => {
  let at: number = iova
  while (at < iova + size) {
    const row = rows.find((r) => at >= r.iova && at < r.iova + r.size)
    if (row === undefined) return false
    at = row.iova + row.size
  }
  return size > 0
}
