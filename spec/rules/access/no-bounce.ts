/**
 * S27 NoBounce: bounce buffers are for RAM.
 */
import { overlaps } from '../../../model/address.ts'
import { NO_FUNCTION, type Machine } from '../../../model/machine/columns.ts'
import { isPeer, mapEvent, type MapEvent } from '../../meant.ts'
import { peersAreMappedAsLists } from '../../assumptions/index.ts'
import { always } from '../../rule.ts'
import { tellPlace } from '../../tell.ts'

export const noBounce = always<null>({
  id: 'S27',
  name: 'NoBounce',
  sentence:
    'If a device has to bounce, mapping peer memory for it gives a bus address or an error, and never a bounce buffer.',
  why: 'The copies into the buffer and back are a memcpy from and to a BAR. They also overwrite what others write to the BAR in between.',
  sources: ['A5-22, L36, DD-3, DD-4, DX-12, LAT-1'],
  assumptions: [peersAreMappedAsLists],
  needs: ['mapSg'],
  start: null,
  next: (state, event) => {
    const map = mapEvent(event)
    if (map === undefined || !hasToBounce(map) || !map.operation.list.some(isPeer)) return { state }
    const { list } = map.operation
    const peer = list.find(
      (s) => isPeer(s) && map.outcome.bounced?.some(({ phys, length }) => overlaps(phys, length, s.phys, s.length)),
    )
    if (peer === undefined) return { state, fired: true }
    const found = `a bounce buffer for ${tellPlace(map.before.hw.machine, peer)}`
    const entry = list.indexOf(peer)
    const allowed = ['a bus address', 'an error']
    return { state, fired: true, broken: { step: map.index, entry, offset: 0, meant: peer, found, allowed } }
  },
})

const hasToBounce = ({ before: { hw }, operation }: MapEvent): boolean => {
  const m: Machine = hw.machine
  const f = m.clientFunction[operation.client]
  return f !== NO_FUNCTION && (m.forceBounce[f] || m.untrusted[f] || m.dmaBits[f] < 64)
}
