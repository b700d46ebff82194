/** VMAs: found, in order. */
import type { Mm } from '../parts.ts'
import type { Vma } from '../state.ts'

/** Of a process, by address. */
export const vmasOf = ({ w }: Mm, process: number): Vma[] =>
  Object.values(w.vmas)
    .filter((vma) => vma.process === process && vma.detached === undefined)
    .toSorted((a, b) => a.start - b.start)

/** `vma_lookup` */
export const vmaAt = ({ w }: Pick<Mm, 'w'>, process: number, at: number): Vma | undefined =>
  Object.values(w.vmas).find(
    (vma) => vma.process === process && vma.detached === undefined && vma.start <= at && at < vma.end,
  )

/** Those that have a page of a range. */
export const vmasIn = (k: Mm, process: number, start: number, end: number): Vma[] =>
  vmasOf(k, process).filter((vma) => vma.start < end && vma.end > start)

/** `vma_is_anonymous` */
export const isAnonymous = (vma: Vma): boolean => vma.kind === 'anon'
/** `is_cow_mapping`: everything here may be made writable. */
export const isCow = (vma: Vma): boolean => !vma.shared
/** `VM_PFNMAP`: nobody looks at struct pages of it. */
export const isPfnMapped = ({ kind }: Vma): boolean => kind === 'pfn' || kind === 'bar'
/** `VM_SPECIAL`: no VMA of a driver is merged, split by userfaultfd or migrated. */
export const isSpecial = (vma: Vma): boolean => isPfnMapped(vma) || vma.kind === 'mixed' || vma.kind === 'p2p'

/** What a page of the process is called in its VMA. */
/** R7.3-12: whether the offsets of their own pages follow each other where those in the file do. */
export const isShiftedAlike = (a: Pick<Vma, 'shift'>, b: Pick<Vma, 'shift'>): boolean =>
  (a.shift ?? 0) === (b.shift ?? 0)

export const offsetIn = (vma: Vma, at: number): number => vma.pgoff + at - vma.start
