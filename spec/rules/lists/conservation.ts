/**
 * S10 Conservation: nothing skipped, doubled or cut short.
 */
import { onTheWire, within } from '../../../model/address.ts'
import { tableOf } from '../../../model/kernel/iommu/domain.ts'
import { NO_FUNCTION } from '../../../model/machine/columns.ts'
import { refusalsLeaveNothing } from '../../assumptions/index.ts'
import { byteAt, mapEvent, standsFor, type MapEvent } from '../../meant.ts'
import { always } from '../../rule.ts'

export const conservation = always<null>({
  id: 'S10',
  name: 'Conservation',
  sentence:
    'When a map succeeds, its DMA entries cover every byte of the list once, in the order of the list, and each entry begins with the byte at its place.',
  why: 'A caller takes success for the whole list. If bytes are missing, skipped or mapped twice, somebody’s data is lost or overwritten.',
  sources: ['F6, A5-08, L28, INV-Q, DI-10'],
  assumptions: [refusalsLeaveNothing],
  needs: ['mapSg'],
  start: null,
  next: (state, event) => {
    const map = mapEvent(event)
    if (map === undefined || map.outcome.rc !== 0) return { state }
    const found = wrongCount(map) ?? wrongOrder(map)
    if (found === undefined) return { state, fired: true }
    const allowed = ['every byte of the list, once, in order', 'an error']
    return { state, fired: true, broken: { step: map.index, entry: 0, offset: 0, found, allowed } }
  },
})

const wrongCount = ({ operation, outcome }: MapEvent): string | undefined => {
  const asked = operation.list.reduce((bytes, { length }) => bytes + length, 0)
  const given = outcome.table
    .slice(0, outcome.nents)
    .reduce((bytes, { dma, dmaLength }) => bytes + (dma === undefined ? 0 : (dmaLength ?? 0)), 0)
  return asked === given ? undefined : `success, and addresses for ${given} of ${asked} bytes`
}

/** Behind a translating IOMMU: each entry's first byte is translated to the byte whose place it has. */
const wrongOrder = ({ operation, outcome, after }: MapEvent): string | undefined => {
  const f = after.hw.machine.clientFunction[operation.client]
  if (f === NO_FUNCTION) return undefined
  const rows = tableOf(after.hw, f)
  let position = 0
  for (const [entry, { dma, dmaLength = 0, marked }] of outcome.table.slice(0, outcome.nents).entries()) {
    const byte = byteAt(operation.list, position)
    position += dmaLength
    const row = dma === undefined || marked ? undefined : rows.find((r) => within(onTheWire(dma), r.iova, r.size))
    if (row === undefined || byte === undefined || dmaLength === 0) continue
    const target = row.phys + (onTheWire(dma!) - row.iova)
    if (standsFor(target, outcome.bounced ?? []) !== byte.phys)
      return `entry ${entry} is translated to other memory than the list has there`
  }
  return undefined
}
