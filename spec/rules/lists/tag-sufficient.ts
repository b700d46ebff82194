/**
 * S6 TagSufficient: whoever unmaps must be able to tell.
 */
import { hex, onTheWire, within } from '../../../model/address.ts'
import { domainOf, tableOf } from '../../../model/kernel/iommu/domain.ts'
import { NO_FUNCTION } from '../../../model/machine/columns.ts'
import { iovaAvoidsWindows } from '../../assumptions/index.ts'
import { listEvent } from '../../meant.ts'
import { always } from '../../rule.ts'

export const tagSufficient = always<null>({
  id: 'S6',
  name: 'TagSufficient',
  sentence:
    'In a list mapped through a translating IOMMU, an entry is marked as a bus address if and only if its address is no IOVA of the client.',
  why: 'Unmap sees only the table. Without the mark, unmap takes a bus address for an IOVA and frees an IOVA of somebody else.',
  sources: ['A3-40, L29, DI-12'],
  assumptions: [iovaAvoidsWindows],
  needs: ['mapSg', 'unmapSg'],
  start: null,
  next: (state, event) => {
    const map = listEvent(event)
    if (map === undefined || map.outcome.rc !== 0) return { state }
    const f = map.before.hw.machine.clientFunction[map.operation.client]
    if (f === NO_FUNCTION || domainOf(map.after.hw, f)?.kind !== 'translate') return { state }
    const rows = tableOf(map.after.hw, f)
    const { table, nents } = map.outcome
    const entry = table.slice(0, nents).findIndex(({ dma, dmaLength, marked }) => {
      // An empty entry leads nowhere, by whatever address.
      if (dmaLength === 0) return false
      const isIova = dma !== undefined && rows.some(({ iova, size }) => within(onTheWire(dma), iova, size))
      return isIova === marked
    })
    if (entry < 0) return { state, fired: true }
    const { dma, marked } = table[entry]
    const found = `entry ${entry}: ${dma === undefined ? 'no address' : hex(dma)}, ${marked ? 'marked, and an IOVA of the client' : 'no mark, and no IOVA of the client'}`
    const allowed = ['an IOVA without the mark', 'a bus address with it']
    return { state, fired: true, broken: { step: map.index, entry, offset: 0, found, allowed } }
  },
})
