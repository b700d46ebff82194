/**
 * S39 PageHeldWhileUsed: nobody uses a page that is free.
 */
import { usedWhileFree } from '../../../model/memory/observe.ts'
import { always } from '../../rule.ts'
import { brokenAt, tellFrame, usesPages } from '../../accesses.ts'

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
    const fired = usesPages(after)
    if (used === undefined) return { state, fired }
    const found = `a page in ${tellFrame(after, used)} is used while it is free`
    return { state, fired: true, broken: brokenAt(index, found, 'a page that is held') }
  },
})
