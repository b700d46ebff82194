/**
 * S11 OneRange: what is split costs an IOTLB flush for each part.
 */
import { NO_FUNCTION } from '../../../model/machine/columns.ts'
import { addedRows, rangesIn } from '../../iovas.ts'
import { listEvent } from '../../meant.ts'
import { always } from '../../rule.ts'

export const oneRange = always<null>({
  id: 'S11',
  name: 'OneRange',
  sentence:
    'Mapping a list for a trusted client takes at most one contiguous range of IOVAs, wherever bus addresses lie in it.',
  why: 'One range is one allocation and one flush. A design that maps run by run pays for every P2P page in a large list of RAM.',
  sources: ['L18, L19, DI-5, DI-10'],
  assumptions: [],
  needs: ['mapSg'],
  start: null,
  next: (state, event) => {
    const map = listEvent(event)
    if (map === undefined || map.outcome.rc !== 0) return { state }
    const m = map.before.hw.machine
    const f = m.clientFunction[map.operation.client]
    if (f === NO_FUNCTION || m.untrusted[f]) return { state }
    const ranges = rangesIn(addedRows(map, map.operation.client))
    if (ranges <= 1) return { state, fired: ranges === 1 && map.operation.list.length > 1 }
    const found = `${ranges} ranges of IOVAs for one list`
    return { state, fired: true, broken: { step: map.index, entry: 0, offset: 0, found, allowed: ['one', 'none'] } }
  },
})
