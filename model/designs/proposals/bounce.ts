/**
 * Always copy through RAM.
 *
 * Every peer page gets a bounce buffer, which is mapped as RAM is, and the CPU copies between the two. It
 * works everywhere, is slow everywhere, and nobody is told.
 */
import type { Bounce } from '../../kernel/effects.ts'
import { EIO } from '../../kernel/errno.ts'
import { linux } from '../../kernel/linux.ts'
import type { Parts } from '../../kernel/parts.ts'
import { NO_PGMAP } from '../../kernel/mm/page.ts'
import { NO_PROVIDER, isP2p, type SgEntry } from '../../kernel/lib/scatterlist.ts'
import { bounce, copyIn, copyOut, release } from '../../kernel/dma/swiotlb.ts'
import { parts as linux612 } from '../releases/linux-6.12.ts'

const parts: Parts = {
  ...linux612,
  mapSg: (own, call, request) => {
    const m = call.hw.machine
    const f = m.clientFunction[request.client]
    const slots: Bounce[] = []
    const inRam: SgEntry[] = []
    let { k } = call
    for (const entry of request.table) {
      const slot = isP2p(entry) ? bounce(k, m, f, entry.phys, entry.length) : undefined
      if (isP2p(entry) && slot === undefined) return { k: release(k, slots), rc: -EIO, table: request.table, nents: 0 }
      if (slot !== undefined) {
        k = slot.k
        slots.push(slot.bounce)
      }
      inRam.push(
        slot === undefined ? entry : { ...entry, provider: NO_PROVIDER, pgmap: NO_PGMAP, phys: slot.bounce.slot },
      )
    }
    const mapped = linux612.mapSg(own, { ...call, k }, { ...request, table: inRam })
    if (mapped.rc !== 0) return { ...mapped, k: release(mapped.k, slots) }
    // Whatever the direction, as swiotlb does.
    const copied = slots.map((slot) => copyIn(slot, 'copy'))
    return { ...mapped, cpu: [...(mapped.cpu ?? []), ...copied], bounced: [...(mapped.bounced ?? []), ...slots] }
  },
  unmapSg: (own, call, request, nents) => {
    const { k } = call
    const inUse = k.bounced.filter(({ slot }) => request.table.some(({ phys }) => phys === slot))
    const unmapped = linux612.unmapSg(own, { ...call, k: release(k, inUse) }, request, nents)
    const copied = request.direction === 'DMA_TO_DEVICE' ? [] : inUse.map((slot) => copyOut(slot, 'copy'))
    return { ...unmapped, cpu: [...(unmapped.cpu ?? []), ...copied] }
  },
}

export default linux(
  {
    id: 'bounce',
    alias: 'D27',
    summary: 'bounce: every peer page is copied through RAM, silently',
    sources: ['S20'],
  },
  parts,
)
