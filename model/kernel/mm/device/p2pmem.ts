/**
 * Pages of a BAR, out of the pool of its provider and back: `p2pmem_alloc_mmap`, `pci_alloc_p2pmem` (drivers/pci/p2pdma.c, Linux
 * 6.12.117). Who takes a page relies on its count.
 *
 * LAT-6: the last reference gives a page back to the pool, and only then sets its count (`free_zone_device_folio`).
 */
import { next, ret, WAIT, type Rows } from '../../../call.ts'
import type { FrameNumber } from '../../../machine/page-table.ts'
import { EINVAL, ENOMEM } from '../../errno.ts'
import { firstFit, insertVma } from '../vma/mmap.ts'
import { munmap } from '../vma/unmap.ts'
import type { Mm } from '../parts.ts'

interface OfPool {
  /** The page map. */
  readonly map: string
  readonly frame: FrameNumber
}

/** A page of the pool with the count that it has: 1, or none yet. */
const take = (k: Mm, map: string): FrameNumber | undefined => {
  const frame = firstFit(k, k.w.maps[map], 1)
  if (frame === undefined) return undefined
  const page = k.w.pages[frame]
  if (page.late === undefined) page.refs = 1
  else page.late = 'taken'
  return frame
}

/** `p2pmem_alloc_mmap` of one page. The process's mmap lock is held from the first row to the last. */
export const MAP_P2PMEM: Rows<Mm, OfPool & { readonly process: number; readonly at: number }> = {
  alloc: (k, { process, at, map }) => {
    const mm = k.w.processes[process]
    if (mm.readers > 0) return WAIT
    munmap(k, process, at, at + 1)
    const frame = take(k, map)
    if (frame === undefined) return ret(-ENOMEM)
    mm.readers++
    return next({ frame })
  },
  /** `vm_insert_page`: a page without a count is refused, and goes back to the pool. */
  insert: (k, { process, at, frame }) => {
    const page = k.w.pages[frame]
    k.w.processes[process].readers--
    if (page.refs === 0) {
      page.late = 'in the pool'
      return ret(-EINVAL)
    }
    insertVma(k, { process, start: at, end: at + 1, kind: 'p2p' }, { read: true, write: true }, frame)
    return ret(0)
  },
}

/** `pci_alloc_p2pmem`, `get_page`: the driver takes a page, and then a reference of its own. Answers the page. */
export const TAKE_P2PMEM: Rows<Mm, OfPool> = {
  alloc: (k, { map }) => {
    const frame = take(k, map)
    return frame === undefined ? ret(undefined) : next({ frame })
  },
  get_page: (k, { frame }) => {
    k.w.pages[frame].refs += 1
    return ret(frame)
  },
}

/** Pages of a BAR among those of a range, whose last reference went with their entries: they are in the pool by now. */
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
