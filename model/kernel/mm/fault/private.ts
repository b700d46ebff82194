/** A fault on a private entry: what is taken of its page while its driver brings it back (CF-1). */
import { getPage, pageOf, putPage } from '../page/struct-page.ts'
import type { Mm } from '../parts.ts'

/** A reference; a reference and the page's lock; or nothing. */
export type Taken = 'held' | 'locked' | 'nothing'
/** Or the fault goes no further: it is taken again, or waits for whoever has the lock. */
export type Taking = Taken | 'again' | 'wait'

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
