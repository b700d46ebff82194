/** From a page to the VMAs that may map it. */
import type { Mm } from '../parts.ts'
import type { Page, Vma } from '../state.ts'
import { offsetIn } from '../vma/vma.ts'
import { prepareAnonVma } from '../vma/anon-vma.ts'
import { mapPage } from './struct-page.ts'

/** A VMA, and where in it the page would be. */
export interface Place {
  readonly vma: Vma
  readonly at: number
}

/** `rmap_walk`: by page offset of the VMA, then by insertion; VMAs that do not map the page are visited, too (MN2-6). */
export const placesOf = ({ w }: Mm, page: Page): Place[] => {
  if (page.mapping === 'none') return []
  const home = page.mapping === 'anon' ? w.anonVmas[page.of] : w.files[page.of]
  return home.vmas
    .map((id) => w.vmas[id])
    .filter((vma) => vma.pgoff <= page.index && page.index < vma.pgoff + vma.end - vma.start)
    .toSorted((a, b) => a.pgoff - b.pgoff)
    .map((vma) => ({ vma, at: vma.start + page.index - vma.pgoff }))
}

/** `folio_add_new_anon_rmap`: a page of this VMA, mapped once. */
export const addAnon = (k: Mm, page: Page, vma: Vma, at: number, exclusive: boolean): void => {
  prepareAnonVma(k, vma)
  page.mapping = 'anon'
  page.of = vma.anonVma
  page.index = offsetIn(vma, at)
  page.exclusive = exclusive
  mapPage(page)
}

/** `folio_move_anon_rmap`: only this VMA's processes look for it from now on. */
export const moveAnon = (page: Page, vma: Vma): void => {
  page.of = vma.anonVma
}
