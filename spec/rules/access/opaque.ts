/**
 * S25 Opaque: whose memory it is cannot be read from a dma_addr_t.
 */
import { hex, within } from '../../../model/address.ts'
import type { CpuTouch } from '../../../model/kernel/effects.ts'
import type { Mapped } from '../../../model/world.ts'
import { always, type Event } from '../../rule.ts'

export const opaque = always<null>({
  id: 'S25',
  name: 'Opaque',
  sentence:
    'When a mapping is handed over or taken back, the CPU flushes and copies only the memory that was mapped, and not other memory whose address is the same number as the DMA address.',
  why: 'A bus address, an IOVA and a CPU physical address may be the same number and name three different things. Code that takes the memory from the number alone may touch memory of somebody else.',
  sources: ['A5-16, LAT-4', 'L63'],
  assumptions: [],
  needs: ['mapSg', 'syncSg'],
  start: null,
  next: (state, { operation, outcome, before, index }) => {
    if (outcome.kind !== 'synced' && outcome.kind !== 'unmapped') return { state }
    const mapped = mappingOf(operation, before)
    const touches = outcome.cpu ?? []
    if (mapped === undefined || touches.length === 0) return { state }
    const strange = touches.find((touch) => !isOf(mapped, touch))
    if (strange === undefined) return { state, fired: true }
    const found = `${strange.how} by the CPU on ${strange.length} bytes at ${hex(strange.phys)}, which this mapping does not mean`
    const allowed = ['memory of the list, or what stands in for it']
    return { state, fired: true, broken: { step: index, entry: 0, offset: 0, found, allowed } }
  },
})

const mappingOf = (operation: Event['operation'], { ledger }: Event['before']): Mapped | undefined =>
  'map' in operation ? ledger.get(operation.map) : undefined

/** Of the list, or of a bounce buffer of it. */
const isOf = ({ meant, bounced }: Mapped, { phys }: CpuTouch): boolean =>
  meant.some((s) => within(phys, s.phys, s.length)) || bounced.some((b) => within(phys, b.slot, b.length))
