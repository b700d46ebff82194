/** Migration entries: put in place of a page wherever it is mapped, and replaced by the page again. */
import type { Entry, FrameNumber } from '../../../machine/page-table.ts'
import { entryAt, isPresent, migrationEntry, privateEntry, protectedEntry, setEntry } from '../page/pte.ts'
import { placesOf, type Place } from '../page/rmap.ts'
import { getPage, mapOf, mapPage, putPage, unmapPage } from '../page/struct-page.ts'
import type { Mm } from '../parts.ts'
import type { Page } from '../state.ts'
import { invalidating } from './notifier.ts'

/** The page leaves its entry, and takes its mapping and the entry's reference along. */
export const replaceByMigration = (
  k: Mm,
  process: number,
  at: number,
  entry: Entry,
  page: Page,
  own: boolean,
): void => {
  const write = entry.write && entry.kind !== 'exclusive'
  setEntry(k, process, at, migrationEntry(page.frame, write, own, entry.dirty))
  unmapPage(page)
  putPage(k, page)
}

/** An entry that is not present, and counts as a mapping all the same. */
const isMapping = (k: Mm, { kind }: Entry): boolean =>
  kind === 'private' || (kind === 'exclusive' && k.parts.exclusiveMaps)

/** `try_to_migrate_one`: false: the page may be pinned, and the walk ends. */
const unmapAt = (k: Mm, page: Page, { vma, at }: Place): boolean => {
  const entry = entryAt(k, vma.process, at)
  if (entry?.frame !== page.frame || !(isPresent(entry) || isMapping(k, entry))) return true
  if (k.parts.leavesDirty(entry)) page.dirty = true
  const own = page.exclusive
  if (own && !k.parts.shares(page, mapOf(k, page))) return false
  page.exclusive = false
  replaceByMigration(k, vma.process, at, entry, page, own)
  return true
}

/** `try_to_migrate`. MN2-5: CLEAR in every VMA that is visited, until the page is mapped nowhere. */
export const tryToMigrate = (k: Mm, page: Page): void => {
  for (const place of placesOf(k, page)) {
    const { process } = place.vma
    const range = [place.at, place.at + 1] as const
    if (!invalidating(k, process, 'CLEAR', range, () => unmapAt(k, page, place)) || page.maps === 0) return
  }
}

/** `remove_migration_pte`. MN2-1: of a device-exclusive entry it makes a page that may only be read, and belongs to one. */
const putBackAt = (k: Mm, entry: Entry, page: Page, { vma, at }: Place): void => {
  const migrating = entry.kind === 'migration'
  const write = migrating && entry.write
  getPage(page)
  mapPage(page)
  if (page.mapping === 'anon' && !(migrating && !entry.write && !entry.exclusive)) page.exclusive = true
  const present: Entry = protectedEntry(vma, page.frame)
  const isPrivate = mapOf(k, page)?.type === 'private'
  const back: Entry = { ...present, dirty: entry.dirty, write: write || present.write }
  setEntry(k, vma.process, at, isPrivate ? privateEntry(page.frame, back.write) : back)
}

/** `remove_migration_ptes`: entries of the old page lead to the new one; both may be the same. */
export const removeMigrationEntries = (k: Mm, old: FrameNumber, page: Page): void => {
  for (const place of placesOf(k, page)) {
    const entry = entryAt(k, place.vma.process, place.at)
    if (entry?.frame === old && k.parts.putsBack(entry)) putBackAt(k, entry, page, place)
  }
}
