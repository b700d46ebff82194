/**
 * S1 NoCpuTouch: `__iomem` is not memory.
 */
import { busToPhys, hex, overlaps } from '../../../model/address.ts'
import type { CpuTouch } from '../../../model/kernel/effects.ts'
import type { Machine } from '../../../model/machine/columns.ts'
import { isPeer } from '../../meant.ts'
import { callersCopyNoPeers, peersAreMappedAsLists } from '../../assumptions/index.ts'
import { always, type Event } from '../../rule.ts'

export const noCpuTouch = always<null>({
  id: 'S1',
  name: 'NoCpuTouch',
  sentence:
    'While peer memory is mapped, used or unmapped, the CPU does not read, write, copy or flush any byte of a BAR.',
  why: 'Loads and stores to a BAR have side effects, wide accesses are torn, and some machines fault. Cache maintenance on a BAR means nothing.',
  sources: ['A5-11, CP-3, CP-4, LAT-1, DI-3, CA-9'],
  assumptions: [peersAreMappedAsLists, callersCopyNoPeers],
  needs: ['mapSg'],
  start: null,
  next: (state, event) => {
    const { index, before, outcome } = event
    const touches = 'cpu' in outcome ? (outcome.cpu ?? []) : []
    const m = before.hw.machine
    for (const touch of touches) {
      const owner = barTouched(m, touch)
      if (owner < 0) continue
      const found = `${touch.how} by the CPU on ${touch.length} bytes of ${m.name[owner]} at ${hex(touch.phys)}`
      return { state, fired: true, broken: { step: index, entry: 0, offset: 0, found, allowed: ['no touch of a BAR'] } }
    }
    return { state, fired: mapsPeers(event) }
  },
})

const mapsPeers = ({ operation, outcome }: Event): boolean =>
  outcome.kind === 'mapped' && outcome.rc === 0 && 'list' in operation && operation.list.some(isPeer)

/** The function whose BAR the CPU touched, or -1. */
export const barTouched = (m: Machine, { phys, length }: CpuTouch): number =>
  m.barSize.findIndex(
    (size, f) => size > 0 && overlaps(phys, length, busToPhys(m.bar[f], m.hostOffset[m.host[f]]), size),
  )
