/**
 * Pages of a BAR, out of the pool of its provider and back: `pci_alloc_p2pmem` (drivers/pci/p2pdma.c, Linux 6.12.117). Who takes a
 * page relies on its count. A process maps such pages by `mmap` (`vma/mmap.ts`).
 *
 * LAT-6: the last reference gives a page back to the pool, and only then sets its count (`free_zone_device_folio`).
 */
import { next, ret, type Rows } from '../../../call.ts'
import type { FrameNumber } from '../../../machine/page-table.ts'
import { firstFit } from '../vma/mmap.ts'
import type { Mm } from '../parts.ts'

interface OfPool {
  /** The page map. */
  readonly map: string
  readonly frame: FrameNumber
}

/** `pci_alloc_p2pmem`, `get_page`: the driver takes a page, and then a reference of its own. Answers the page. */
export const TAKE_P2PMEM: Rows<Mm, OfPool> = {
  alloc: (k, { map }) => {
    const frame = firstFit(k, k.w.maps[map], 1)
    if (frame === undefined) return ret(undefined)
    const page = k.w.pages[frame]
    // The page has the count that it has: 1, or none yet.
    if (page.late === undefined) page.refs = 1
    else page.late = 'taken'
    return next({ frame })
  },
  get_page: (k, { frame }) => {
    k.w.pages[frame].refs += 1
    return ret(frame)
  },
}

/** Pages of a BAR among those that were mapped, whose last reference went with their entries: they are in the pool by now. */
export const freedToPool = ({ w, parts }: Mm, frames: readonly FrameNumber[]): FrameNumber[] => {
  if (!parts.countsWhenFreed) return []
  const freed = frames.filter((frame) => w.pages[frame]?.refs === 0 && w.maps[w.pages[frame].map!]?.type === 'p2pdma')
  for (const frame of freed) w.pages[frame].late = 'in the pool'
  return freed
}

/** `folio_set_count(folio, 1)`, whoever has the page by now. */
export const setCounts = ({ w }: Mm, freed: readonly FrameNumber[]): void => {
  for (const frame of freed) {
    const page = w.pages[frame]
    if (page.late === 'taken') page.refs = 1
    delete page.late
  }
}
