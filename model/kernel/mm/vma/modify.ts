/** VMAs that are split where only a part changes, and merged where neighbours have become alike (`vma_modify`). */
import type { Mm } from '../parts.ts'
import type { Vma } from '../state.ts'
import { cloneAnonVmas, inheritAnonVma, linkFile, reinsert, unlinkVma } from './anon-vma.ts'
import { isShiftedAlike, isSpecial, vmasOf } from './vma.ts'

/** What a change changes. */
export type Flags = Pick<Vma, 'read' | 'write' | 'account' | 'watched'>

/** What is to lie at a place, and may be merged with what lies around it. */
export type Wanted = Pick<Vma, 'process' | 'start' | 'end' | 'pgoff' | 'file' | 'anonVma' | 'chain' | 'shift'> & {
  flags: Flags
}

/** VMAs of one file are of one kind. */
const alike = (vma: Vma, wanted: Wanted): boolean =>
  vma.file === wanted.file && isShiftedAlike(vma, wanted) && allowsAlike(vma, wanted.flags)

const allowsAlike = (vma: Vma, flags: Flags): boolean =>
  vma.read === flags.read && vma.write === flags.write && vma.account === flags.account && vma.watched === flags.watched

const before = (k: Mm, wanted: Wanted): Vma | undefined =>
  vmasOf(k, wanted.process).find(
    (vma) =>
      vma.end === wanted.start &&
      alike(vma, wanted) &&
      k.parts.joins(wanted, vma) &&
      vma.pgoff + vma.end - vma.start === wanted.pgoff,
  )

const after = (k: Mm, wanted: Wanted, left: Vma | undefined): Vma | undefined =>
  vmasOf(k, wanted.process).find(
    (vma) =>
      vma.start === wanted.end &&
      alike(vma, wanted) &&
      k.parts.joins(wanted, vma) &&
      vma.pgoff === wanted.pgoff + wanted.end - wanted.start &&
      (left === undefined || left.anonVma === 0 || vma.anonVma === 0 || left.anonVma === vma.anonVma),
  )

const remove = (k: Mm, vma: Vma): void => {
  unlinkVma(k, vma)
  delete k.w.vmas[vma.id]
}

const reach = (k: Mm, vma: Vma, start: number, end: number): void => {
  vma.pgoff += start - vma.start
  vma.start = start
  vma.end = end
  reinsert(k, vma)
}

/** `vma_merge_new_range`: what is new becomes part of a neighbour. */
export const mergeNew = (k: Mm, wanted: Wanted): Vma | undefined => {
  const left = before(k, wanted)
  const right = after(k, wanted, left)
  const whole = left ?? right
  if (whole === undefined) return undefined
  const end = right?.end ?? wanted.end
  if (left !== undefined && right !== undefined) {
    inheritAnonVma(k, left, right)
    remove(k, right)
  }
  inheritAnonVma(k, whole, wanted)
  reach(k, whole, left?.start ?? wanted.start, end)
  return whole
}

/** `__split_vma`: the part below, or above, becomes a VMA of its own. */
const split = (k: Mm, vma: Vma, at: number, below: boolean): void => {
  const part: Vma = { ...vma, id: k.w.unused++, chain: [] }
  if (below) part.end = at
  else {
    part.start = at
    part.pgoff += at - vma.start
  }
  k.w.vmas[part.id] = part
  cloneAnonVmas(k, part, vma)
  linkFile(k, part)
  reach(k, vma, below ? at : vma.start, below ? vma.end : at)
}

/** `split_vma` on both sides: afterwards the VMA is just this part. */
export const isolate = (k: Mm, vma: Vma, start: number, end: number): void => {
  if (vma.start < start) split(k, vma, start, true)
  if (vma.end > end) split(k, vma, end, false)
}

/** The part of a VMA that joins a neighbour: it shrinks, or is gone. */
const join = (k: Mm, vma: Vma, start: number, end: number, left: Vma | undefined, right: Vma | undefined): Vma => {
  const whole = start === vma.start && end === vma.end
  if (left !== undefined && right !== undefined) {
    inheritAnonVma(k, left, right.anonVma === 0 ? vma : right)
    const last = right.end
    remove(k, vma)
    remove(k, right)
    reach(k, left, left.start, last)
    return left
  }
  if (left !== undefined) {
    inheritAnonVma(k, left, vma)
    if (whole) remove(k, vma)
    reach(k, left, left.start, end)
    if (!whole) reach(k, vma, end, vma.end)
    return left
  }
  inheritAnonVma(k, right!, vma)
  if (whole) remove(k, vma)
  else reach(k, vma, vma.start, start)
  reach(k, right!, start, right!.end)
  return right!
}

/** `vma_modify_flags`: the VMA that has the range afterwards, merged or split off. */
export const modify = (k: Mm, vma: Vma, start: number, end: number, flags: Flags): Vma => {
  const wanted: Wanted = { ...vma, start, end, pgoff: vma.pgoff + start - vma.start, flags }
  const mergeable = !isSpecial(vma)
  const left = mergeable ? before(k, wanted) : undefined
  const right = mergeable ? after(k, wanted, left) : undefined
  if (left !== undefined || right !== undefined) return join(k, vma, start, end, left, right)
  isolate(k, vma, start, end)
  const { read, write, account, watched } = flags
  Object.assign(vma, { read, write, account, watched })
  return vma
}
