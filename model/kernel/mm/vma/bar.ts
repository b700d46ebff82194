/**
 * A page of a function's local memory in a process, by way of its BAR and its driver. It has no struct page (`VM_PFNMAP`), is mapped
 * when it is touched (`vm_ops->fault`, `vmf_insert_pfn`), and moves as that driver likes.
 *
 * One line of the driver changes the CPU's entries, and another tells those who mirror the process. Either may be forgotten (L68; Jerome
 * Glisse, 29 January 2019, 3/5: read).
 */
import { WAIT, next, ret, type Rows } from '../../../call.ts'
import type { FrameNumber } from '../../../machine/page-table.ts'
import { pageFor } from '../../dma-buf/buffers.ts'
import { EINVAL, ENOMEM } from '../../errno.ts'
import { memoryOf } from '../../lib/test-hmm/mirror.ts'
import { endInvalidating, startInvalidating } from '../device/notifier.ts'
import { whileNobodyReads } from '../mmap-lock.ts'
import { protectedEntry, setEntry } from '../page/pte.ts'
import { copyContent } from '../page/struct-page.ts'
import type { Mm } from '../parts.ts'
import type { File, Vma } from '../state.ts'
import { mmap, type Protection } from './mmap.ts'
import { zapRange } from './unmap.ts'
import { offsetIn, vmaAt } from './vma.ts'

/** A free page of a function's memory that its BAR shows, taken; undefined: none is left, or its BAR shows nothing. */
const takePlace = ({ w }: Mm, device: number): FrameNumber | undefined => {
  const map = memoryOf(w, device)
  const { [device]: window } = w.memory.windows
  if (map === undefined || window === undefined) return undefined
  const at = Array.from({ length: Math.min(map.pages, window.length) }, (_, i) => i).find(
    (i) => w.pages[map.first + i].refs === 0,
  )
  if (at === undefined) return undefined
  const frame = map.first + at
  w.pages[frame].refs = 1
  w.memory.content[frame] = 0
  window[at] = frame
  return frame
}

const fileOf = ({ w }: Pick<Mm, 'w'>, vma: Vma): File => w.files[vma.file]

/** The page of the BAR behind which it lies now. */
export const barPageOf = (k: Pick<Mm, 'w'>, vma: Vma, at: number): FrameNumber =>
  pageFor(k, fileOf(k, vma).cache[offsetIn(vma, at)])

/** `vm_ops->fault`: under the lock that the driver holds while it moves. */
export const barFault = (k: Mm, vma: Vma, at: number): 'done' | 'wait' => {
  if (fileOf(k, vma).moving) return 'wait'
  setEntry(k, vma.process, at, { ...protectedEntry(vma, barPageOf(k, vma, at)), write: vma.write, special: true })
  return 'done'
}

export interface Mapping {
  readonly process: number
  readonly at: number
  readonly protection: Protection
  readonly device: number
}

/** One page; nothing is mapped before the first fault. */
export const DRIVER_MMAP: Rows<Mm, Mapping> = {
  mmap_lock: whileNobodyReads((k, { process, at, protection, device }) => {
    const frame = takePlace(k, device)
    if (frame === undefined) return ret(-ENOMEM)
    mmap(k, process, at, at + 1, protection, 'bar')
    fileOf(k, vmaAt(k, process, at)!).cache[0] = frame
    return ret(0)
  }),
}

export interface Moving {
  readonly process: number
  readonly at: number
  readonly file: number
  readonly to: FrameNumber
}

const mappersOf = ({ w }: Mm, { file }: Moving): Vma[] => w.files[file].vmas.map((id) => w.vmas[id])

/**
 * The driver moves the page to another of its memory, behind another page of its BAR. `unmap_mapping_range` is `tell`, `zap` and
 * `end`: whoever mirrors is told, and takes the address from its device, and the CPU's entries go.
 */
export const DRIVER_MOVE: Rows<Mm, Moving> = {
  lock: (k, { process, at }) => {
    const vma = vmaAt(k, process, at)
    if (vma?.kind !== 'bar') return ret(-EINVAL)
    if (fileOf(k, vma).moving) return WAIT
    const home = k.w.memory.home[fileOf(k, vma).cache[0]]
    const to = takePlace(k, home)
    if (to === undefined) return ret(-ENOMEM)
    fileOf(k, vma).moving = true
    return next({ file: vma.file, to })
  },
  tell: (k, locals) => {
    for (const { process, start, end } of mappersOf(k, locals)) startInvalidating(k, process, 'CLEAR', [start, end])
    return next()
  },
  zap: (k, locals) => {
    for (const { process, start, end } of mappersOf(k, locals)) zapRange(k, process, start, end)
    return next()
  },
  end: (k, locals) => {
    for (const { process } of mappersOf(k, locals)) endInvalidating(k, process)
    return next()
  },
  copy: (k, { file, to }) => {
    const { cache } = k.w.files[file]
    copyContent(k, to, cache[0])
    k.w.pages[cache[0]].refs = 0
    cache[0] = to
    delete k.w.files[file].moving
    return ret(0)
  },
}
