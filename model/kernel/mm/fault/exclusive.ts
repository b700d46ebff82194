/** A device-exclusive entry becomes an ordinary one again. */
import { clearEntry, dirtied, entryAt, protectedEntry, setEntry } from '../page/pte.ts'
import { mapPage, pageOf } from '../page/struct-page.ts'
import type { Mm } from '../parts.ts'
import type { Vma } from '../state.ts'

/** `restore_exclusive_pte`. EX-4: the entry's reference is the mapping's now. */
export const restoreExclusive = (k: Mm, vma: Vma, at: number): void => {
  const entry = entryAt(k, vma.process, at)!
  clearEntry(k, vma.process, at)
  mapPage(pageOf(k, entry.frame))
  const present = protectedEntry(vma, entry.frame)
  setEntry(k, vma.process, at, entry.write ? dirtied(vma, present) : present)
}
