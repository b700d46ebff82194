/** Who refers to a page, counted from what everybody holds; the kernel's own counts are compared with it. */
import { PIN } from '../../model/kernel/mm/page/struct-page.ts'
import { isPresent } from '../../model/kernel/mm/page/pte.ts'
import { ZERO, type Page } from '../../model/kernel/mm/state.ts'
import type { Play } from './play.ts'

interface Account {
  refs: number
  maps: number
}

/** References and mappings of each page by page tables, page caches, slots, locks and migrations under way. */
export const accountsOf = ({ w, slots, locks, pending }: Play): Map<number, Account> => {
  const accounts = new Map<number, Account>()
  const count = (frame: number | undefined, refs: number, maps = 0): void => {
    if (frame === undefined || frame === ZERO) return
    const account = accounts.get(frame) ?? { refs: 0, maps: 0 }
    accounts.set(frame, { refs: account.refs + refs, maps: account.maps + maps })
  }
  for (const { entries } of w.memory.spaces)
    for (const entry of Object.values(entries)) {
      if (entry.special) continue
      if (isPresent(entry) || entry.kind === 'private') count(entry.frame, 1, 1)
      if (entry.kind === 'exclusive') count(entry.frame, 1)
    }
  for (const { cache } of Object.values(w.files)) for (const frame of Object.values(cache)) count(frame, 1)
  for (const { frames, pinned } of slots.values()) for (const frame of frames) count(frame, pinned ? PIN : 1)
  for (const frame of locks.values()) count(frame, 1)
  for (const { migration } of pending.values()) {
    for (const { frame } of migration.src) count(frame, 1)
    for (const frame of migration.dst) count(frame, 1)
  }
  return accounts
}

/** Pages whose counts are not what is held; a page that was poisoned has one reference of the kernel's. */
export const unbalanced = (play: Play): Page[] => {
  const accounts = accountsOf(play)
  return Object.values(play.w.pages).filter((page) => {
    const { refs, maps } = accounts.get(page.frame) ?? { refs: 0, maps: 0 }
    return page.refs !== refs + Number(page.poisoned) || page.maps !== maps
  })
}

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
