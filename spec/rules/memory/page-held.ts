/**
 * S39 PageHeldWhileUsed: nobody uses a page that is free, nor a notifier or page map that was freed.
 */
import { takesDown, usedFreed, usedWhileFree } from '../../../model/memory/observe.ts'
import { always } from '../../rule.ts'
import { brokenAt, tellFrame, usesPages } from '../../accesses.ts'

export const pageHeld = always<null>({
  id: 'S39',
  name: 'PageHeldWhileUsed',
  sentence:
    'A caller that looks at a struct page, or locks it, holds the page meanwhile: by an entry under its lock, or by a reference. The page is not free during that time. Nor is a notifier or page map that a caller uses.',
  why: 'A free page belongs to somebody else a moment later. What the caller reads there means nothing, and the lock that it takes is the lock of others. Most often nobody notices. Memory of a notifier or page map that was freed belongs to somebody else, too.',
  sources: ['CF-1, EX-3, MN-8, PM-25, PM-26, BUG-36, BUG-38, BUG-48, BUG-49, BUG-55'],
  assumptions: [],
  needs: ['memory'],
  start: null,
  next: (state, { before, after, index }) => {
    if (before.mm === after.mm) return { state }
    const [used] = usedWhileFree(before.mm, after.mm)
    const [freed] = usedFreed(before.mm, after.mm)
    if (used !== undefined) {
      const found = `a page in ${tellFrame(after, used)} is used while it is free`
      return { state, fired: true, broken: brokenAt(index, found, 'a page that is held') }
    }
    if (freed === undefined) return { state, fired: usesPages(after) || takesDown(after.mm) }
    const found = `the ${freed.what} of ${after.hw.machine.name[freed.device]} is used after it was freed`
    return { state, fired: true, broken: brokenAt(index, found, `a ${freed.what} that is there`) }
  },
})
