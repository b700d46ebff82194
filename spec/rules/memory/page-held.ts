/**
 * S39 PageHeldWhileUsed: nobody uses a page that is free.
 */
import { usedWhileFree } from '../../../model/memory/observe.ts'
import { always } from '../../rule.ts'
import { brokenAt } from '../../accesses.ts'

export const pageHeld = always<null>({
  id: 'S39',
  name: 'PageHeldWhileUsed',
  sentence:
    'Whoever looks at a struct page, or locks it, holds it meanwhile: by an entry under its lock, or by a reference. It is never free then.',
  why: 'A page that is free is somebody else’s a moment later. What is read there means nothing, and a lock that is taken is taken from others; most often nothing is seen of it.',
  sources: ['CF-1, EX-3, BUG-48, BUG-49'],
  assumptions: [],
  needs: ['memory'],
  start: null,
  next: (state, { before, after, index }) => {
    if (before.mm === after.mm) return { state }
    const [used] = usedWhileFree(before.mm, after.mm)
    const fired = Object.values(after.mm.pages).some(({ refs }) => refs > 0)
    if (used === undefined) return { state, fired }
    const { [used]: home } = after.mm.memory.home
    const where = home === undefined ? 'RAM' : `the memory of ${after.hw.machine.name[home]}`
    return {
      state,
      fired: true,
      broken: brokenAt(index, `a page in ${where} is used while it is free`, 'a page that is held'),
    }
  },
})
