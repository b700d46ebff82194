/**
 * S4 OffsetExact: the sign and the size of the bus offset.
 */
import { hex, onTheWire, physToBus } from '../../model/address.ts'
import { RAM } from '../../model/scenario.ts'
import { tellPlace } from '../tell.ts'
import { always } from '../rule.ts'

export const offsetExact = always<null>({
  id: 'S4',
  name: 'OffsetExact',
  sentence: 'An entry marked as a bus address carries the bus address of the BAR byte it describes.',
  why: 'Where a host bridge translates, bus = physical - offset. Linux subtracted its bus_offset for three years, and no x86 machine could tell.',
  sources: ['threads.md S4, F3', 'commit 3a19407913e8 (2021)', 'kernel-semantics.md AR-4, MT-16, BUG-1'],
  assumptions: [],
  needs: ['mapSg'],
  start: null,
  next: (state, { index, outcome, before, operation }) => {
    if (outcome.kind !== 'mapped' || operation.kind !== 'dma_map_sgtable' || outcome.rc !== 0) return { state }
    const m = before.hw.machine
    let fired = false
    for (const [entry, { dma, marked }] of outcome.table.entries()) {
      const meant = operation.list[entry]
      if (!marked || dma === undefined || meant === undefined) continue
      fired = true
      if (meant.owner === RAM) {
        const found = `RAM marked as a bus address`
        return { state, fired, broken: { step: index, entry, offset: 0, meant, found, allowed: ['no mark on RAM'] } }
      }
      const right = physToBus(meant.phys, m.hostOffset[m.host[meant.owner]])
      if (onTheWire(dma) === right) continue
      const found = `bus address ${hex(dma)} for ${tellPlace(m, meant)}`
      return {
        state,
        fired,
        broken: { step: index, entry, offset: 0, meant, found, allowed: [`bus address ${hex(right)}`] },
      }
    }
    return { state, fired }
  },
})
