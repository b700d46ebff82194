/** Who refers to a page, counted from what everybody holds; the kernel's own counts are compared with it. */
import { isPresent } from '../../model/kernel/mm/page/pte.ts'
import { PIN } from '../../model/kernel/mm/page/struct-page.ts'
import type { Page } from '../../model/kernel/mm/state.ts'
import { unbalancedPages, type Count } from '../../model/memory/observe.ts'
import type { Play } from './play.ts'

/** Slots, locks, and migrations under way, which the recorder holds. */
const heldBy =
  ({ slots, locks, pending, evicting }: Play) =>
  (count: Count): void => {
    for (const { frames, pinned } of slots.values()) for (const frame of frames) count(frame, pinned ? PIN : 1)
    for (const frame of locks.values()) count(frame, 1)
    for (const { migration } of [...pending.values(), ...(evicting === undefined ? [] : [evicting])]) {
      for (const { frame } of migration.src) count(frame, 1)
      for (const frame of migration.dst) count(frame, 1)
    }
  }

/** Pages whose counts are not what is held. */
export const unbalanced = (play: Play): Page[] =>
  unbalancedPages(play.w, heldBy(play)).map(({ frame }) => play.w.pages[frame])

/**
 * Entries that allow too much: a write where the VMA allows none, or to private memory that others may have; a present entry that
 * leads to device-private memory.
 */
export const tooFree = ({ w }: Play): string[] =>
  Object.values(w.vmas).flatMap(({ process, start, end, write }) =>
    Object.entries(w.memory.spaces[process].entries).flatMap(([place, entry]) => {
      const at = Number(place)
      if (at < start || at >= end) return []
      const page = w.pages[entry.frame] as Page | undefined
      const wrong =
        (isPresent(entry) && w.memory.unreachable[entry.frame]) ||
        (isPresent(entry) && entry.write && !write) ||
        ((isPresent(entry) || entry.kind === 'private') && entry.write && page?.mapping === 'anon' && !page.exclusive)
      return wrong ? [`${process}/${at}: ${JSON.stringify(entry)}`] : []
    }),
  )
