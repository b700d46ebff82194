/** A fault on a private entry: what is taken of its page while its driver brings it back (CF-1). */
import { getPage, pageOf, putPage } from '../page/struct-page.ts'
import type { Mm, Taken, Taking } from '../parts.ts'

/** Under the page table's lock, so that the entry has a reference. */
export const takePrivate = (k: Mm, frame: number): Taking => {
  const page = pageOf(k, frame)
  const taking = k.parts.faultTakes(page)
  if (taking === 'locked') page.locked = true
  if (taking === 'locked' || taking === 'held') getPage(page)
  return taking
}

export const givePrivate = (k: Mm, frame: number, taken: Taken): void => {
  if (taken === 'nothing') return
  const page = pageOf(k, frame)
  if (taken === 'locked') page.locked = false
  putPage(k, page)
}
