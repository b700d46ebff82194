/**
 * Addresses that drivers took from their devices are unmapped. A notifier says so in the middle of a call about memory; the
 * mapping half of the kernel hears of it when the call is over (docs/decisions/0020).
 */
import type { Choose } from '../choose.ts'
import type { Design } from '../kernel/design.ts'
import { invalidated } from '../invalidate.ts'
import { NO_PGMAP } from '../kernel/mm/page.ts'
import { NO_PROVIDER, type SgEntry } from '../kernel/lib/scatterlist.ts'
import { addressOf } from '../machine/frames.ts'
import type { FrameNumber } from '../machine/page-table.ts'
import { PAGE } from '../address.ts'
import type { World } from '../world.ts'

/** A frame as DMA code is told of it; undefined: it has no address. */
export const pageAt = ({ hw: { machine }, mm: { memory } }: World, frame: FrameNumber): SgEntry | undefined => {
  const phys = addressOf(machine, memory, frame)
  if (phys === undefined) return undefined
  const provider = memory.bars[frame]?.of ?? NO_PROVIDER
  return { provider, pgmap: NO_PGMAP, phys, length: PAGE, marked: false }
}

/** The world in which nothing is left to unmap; itself, where nothing was. */
export const letGo = (design: Design, world: World, choose: Choose): World => {
  const { letGo: left } = world.mm
  if (left.length === 0) return world
  let { kernel: k, hw } = world
  for (const { device, pfn, lent } of left) {
    const page = pageAt(world, pfn.frame)
    if (page === undefined) continue
    const unmap = (lent ? design.dmaBufUnmap : design.hmmDmaUnmapPfn)!
    const unmapped = unmap({ k, hw, choose }, device, pfn, page)
    k = unmapped.k
    hw = invalidated(hw, unmapped.domains, choose)
  }
  return { ...world, kernel: k, hw, mm: { ...world.mm, letGo: [] } }
}
