/**
 * S8 AllOrNothing: an error leaves nothing behind.
 */
import { rowsOf } from '../../iovas.ts'
import { mapEvent, type MapEvent } from '../../meant.ts'
import { always } from '../../rule.ts'

export const allOrNothing = always<null>({
  id: 'S8',
  name: 'AllOrNothing',
  sentence: 'A map that fails leaves no entry marked, no translation in the IOMMU and no reference on a page map.',
  why: 'If a failed map leaves something behind, the list is unmapped a second time, or a BAR cannot be removed, or a device reaches memory that was given to somebody else.',
  sources: ['A0-04, L23, INV-D, DD-2, DI-9, LAT-3'],
  assumptions: [],
  needs: ['mapSg'],
  start: null,
  next: (state, event) => {
    const map = mapEvent(event)
    if (map === undefined || map.outcome.rc === 0) return { state }
    const [found] = [...marks(map), ...translations(map), ...references(map)]
    if (found === undefined) return { state, fired: true }
    const allowed = ['the table, the IOMMU and the page maps as they were']
    return {
      state,
      fired: true,
      broken: { step: map.index, entry: 0, offset: 0, found: `an error, and ${found}`, allowed },
    }
  },
})

const marks = ({ outcome }: MapEvent): string[] =>
  outcome.table.flatMap(({ marked }, entry) => (marked ? [`entry ${entry} still marked as a bus address`] : []))

const translations = ({ before, after, operation }: MapEvent): string[] => {
  const left = rowsOf(after.hw, operation.client).length - rowsOf(before.hw, operation.client).length
  return left === 0 ? [] : [`${left} translation${left === 1 ? '' : 's'} left in the IOMMU’s table`]
}

const references = ({ outcome: { pgmapRefs = 0 } }: MapEvent): string[] =>
  pgmapRefs === 0 ? [] : [`${pgmapRefs} reference${pgmapRefs === 1 ? '' : 's'} on a page map never dropped`]
