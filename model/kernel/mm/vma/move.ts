/** mremap to another place. */
import { EFAULT, EINVAL } from '../../errno.ts'
import { invalidating } from '../device/notifier.ts'
import { allocTable, clearEntry, entryAt, hasTable, setEntry, tableEnd } from '../page/pte.ts'
import type { Mm } from '../parts.ts'
import type { Vma } from '../state.ts'
import { cloneAnonVmas, linkFile } from './anon-vma.ts'
import { mergeNew } from './modify.ts'
import { munmap } from './unmap.ts'
import { isAnonymous, isSpecial, offsetIn, vmaAt, vmasIn } from './vma.ts'

/** `copy_vma`: a VMA at the new place, or a neighbour that grows. Memory that has no page of its own yet gets new offsets. */
const copyVma = (k: Mm, vma: Vma, from: number, to: number, length: number): void => {
  const untouched = isAnonymous(vma) && vma.anonVma === 0
  const pgoff = untouched ? to : offsetIn(vma, from)
  const end = to + length
  const keeps = k.parts.ownOffsets && vma.file !== 0 && vma.anonVma !== 0
  const moved: Vma = { ...vma, start: to, end, pgoff, shift: keeps ? (vma.shift ?? 0) + to - from : 0 }
  const merged = isSpecial(vma) ? undefined : mergeNew(k, { ...moved, flags: vma })
  if (merged !== undefined) return
  const copy: Vma = { ...moved, id: k.w.unused++, chain: [] }
  k.w.vmas[copy.id] = copy
  cloneAnonVmas(k, copy, vma)
  linkFile(k, copy)
}

/** `move_page_tables`: entries as they are; a table at the new place where one stands at the old. */
const moveTables = (k: Mm, process: number, from: number, to: number, length: number): void => {
  for (let done = 0; done < length;) {
    const step = Math.min(tableEnd(from + done, from + length) - from, tableEnd(to + done, to + length) - to)
    if (hasTable(k, process, from + done)) {
      allocTable(k, process, to + done)
      for (let i = done; i < step; i++) {
        const entry = entryAt(k, process, from + i)
        if (entry === undefined) continue
        clearEntry(k, process, from + i)
        setEntry(k, process, to + i, entry)
      }
    }
    done = step
  }
}

/** `move_vma`: a part of one VMA; what was at the new place is gone. */
const moveVma = (k: Mm, vma: Vma, start: number, end: number, to: number): void => {
  const { process } = vma
  copyVma(k, vma, start, to, end - start)
  invalidating(k, process, 'UNMAP', [start, end], () => moveTables(k, process, start, to, end - start))
  munmap(k, process, start, end)
}

/** R7.3-10, `remap_move`: VMA by VMA, each as far from the others as it was. The range begins in a VMA. */
const moveAll = (k: Mm, process: number, start: number, end: number, to: number): number => {
  if (vmaAt(k, process, start) === undefined) return -EFAULT
  for (let at = start; at < end;) {
    const [vma] = vmasIn(k, process, at, end)
    if (vma === undefined) break
    const [from, upTo] = [Math.max(vma.start, at), Math.min(vma.end, end)]
    const place = to + from - start
    munmap(k, process, place, place + upTo - from)
    moveVma(k, vmaAt(k, process, from)!, from, upTo, place)
    at = upTo
  }
  return 0
}

/** MN2-23: the source is looked up, the target unmapped, and only then the length judged: then the target is gone. */
export const mremap = (k: Mm, process: number, start: number, end: number, to: number): number => {
  const length = end - start
  if (length <= 0) return -EINVAL
  const overlaps = end > to && to + length > start
  if (k.parts.movesTogether) return overlaps ? -EINVAL : moveAll(k, process, start, end, to)
  if (vmaAt(k, process, start) === undefined) return -EFAULT
  if (overlaps) return -EINVAL
  munmap(k, process, to, to + length)
  const vma = vmaAt(k, process, start)!
  if (length > vma.end - start) return -EFAULT
  moveVma(k, vma, start, end, to)
  return 0
}
