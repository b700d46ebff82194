/**
 * S37 PinnedStays: what is pinned is what the process sees.
 */
import { objectAt } from '../../../model/memory/meant.ts'
import { entryOf, isZeroPage } from '../../../model/memory/observe.ts'
import { always, type Event } from '../../rule.ts'
import { brokenAt } from '../../accesses.ts'

export const pinnedStays = always<null>({
  id: 'S37',
  name: 'PinnedStays',
  sentence:
    'While pages of a process are pinned, the process keeps these pages and gets no copies in their place, so that it reads what a device writes there.',
  why: 'A pin is a promise to a device that knows only an address and is never told of changes. If the process gets a copy meanwhile, the device reads and writes a page that nobody looks at.',
  sources: ['MN2-9, MN2-14, GU-7'],
  assumptions: [],
  needs: ['memory'],
  start: null,
  next: (state, event) => {
    const { before, after, index } = event
    if (before.mm === after.mm) return { state }
    let fired = false
    for (const { step, process, page, frame } of pinnedPages(event)) {
      fired = true
      const entry = entryOf(after.mm, process, page)
      if (entry === undefined || entry.frame === frame) continue
      const found = `page ${page} of process ${process} is another page than the one that steps[${step}] pinned`
      return { state, fired, broken: brokenAt(index, found, 'the page that is pinned') }
    }
    return { state, fired }
  },
})

/**
 * Pages that still mean what they meant when they were pinned, and the frame of each. Whoever pins memory that nobody wrote, to
 * read it and not for long, may get the zero page, and no promise (MN2-9).
 */
function* pinnedPages({
  after: { mm, meant },
}: Event): Generator<{ step: number; process: number; page: number; frame: number }> {
  for (const [step, { process, start, objects }] of Object.entries(meant.pins))
    for (const [i, object] of objects.entries()) {
      const { [i]: frame } = mm.held[Number(step)]
      const stays = object !== undefined && objectAt(meant, process, start + i) === object
      if (stays && !isZeroPage(frame)) yield { step: Number(step), process, page: start + i, frame }
    }
}
