/** The second and third stage of a migration: pages are replaced, and entries lead to those that replaced them. */
import { ret, type Rows } from '../../../call.ts'
import { allocTable, dirtied, entryAt, isPresent, privateEntry, protectedEntry, setEntry } from '../page/pte.ts'
import { addAnon } from '../page/rmap.ts'
import { getPage, mapOf, pageOf, putPage } from '../page/struct-page.ts'
import type { Migration, Mm, Source } from '../parts.ts'
import { ZERO, type Page, type Vma } from '../state.ts'
import { prepareAnonVma } from '../vma/anon-vma.ts'
import { isAnonymous } from '../vma/vma.ts'
import { removeMigrationEntries } from './migration-entries.ts'
import { invalidating } from './notifier.ts'

/** `migrate_vma_insert_page`: a hole or zero page becomes a page, if it still is one. */
const insert = (k: Mm, vma: Vma, at: number, page: Page): boolean => {
  if (!isAnonymous(vma)) return false
  allocTable(k, vma.process, at)
  prepareAnonVma(k, vma)
  const type = mapOf(k, page)?.type
  if (type === 'p2pdma') return false
  const old = entryAt(k, vma.process, at)
  if (old !== undefined && !(isPresent(old) && old.frame === ZERO)) return false
  addAnon(k, page, vma, at, true)
  getPage(page)
  const present = protectedEntry(vma, page.frame)
  const entry = vma.write ? dirtied(vma, present) : present
  setEntry(k, vma.process, at, type === 'private' ? privateEntry(page.frame, vma.write) : entry)
  return true
}

/** `folio_migrate_mapping` and `folio_migrate_flags`: the new page is what the old one was. MI-5: the count must be exact. */
const replace = (k: Mm, page: Page, by: Page, isFaultPage: boolean): boolean => {
  if (page.refs !== k.parts.expectedRefs(page, isFaultPage)) return false
  by.mapping = page.mapping
  by.of = page.of
  by.index = page.index
  by.dirty = by.dirty || page.dirty
  if (page.mapping !== 'file') return true
  k.w.files[page.of].cache[page.index] = by.frame
  getPage(by)
  putPage(k, page)
  return true
}

const settle = (k: Mm, m: Migration, source: Source, i: number): Source => {
  const to = m.dst[i]
  if (to === undefined) return { ...source, migrate: false }
  const by = pageOf(k, to)
  if (source.frame === undefined) {
    if (!source.migrate) return source
    const vma = m.vma === undefined ? undefined : k.w.vmas[m.vma]
    return { ...source, migrate: vma !== undefined && insert(k, vma, m.start + i, by) }
  }
  const page = pageOf(k, source.frame)
  const map = mapOf(k, by)
  const moved =
    source.migrate &&
    map?.type !== 'p2pdma' &&
    k.parts.maySettle(page, map) &&
    replace(k, page, by, page.frame === m.faultPage)
  return { ...source, migrate: moved }
}

/** MN2-3: from the first hole that is filled, the rest of the range is told of once more. */
const settleAll = (k: Mm, m: Migration): Source[] => {
  const first = m.src.findIndex(({ frame, migrate }, i) => migrate && frame === undefined && m.dst[i] !== undefined)
  const all = (from: number, to: number): Source[] =>
    m.src.slice(from, to).map((source, i) => settle(k, m, source, from + i))
  if (first < 0 || m.vma === undefined || !k.parts.tellsOfHoles) return all(0, m.src.length)
  const before = all(0, first)
  const range = [m.start + first, m.end] as const
  const rest = invalidating(k, m.process, 'MIGRATE', range, () => all(first, m.src.length), m.selection.owner)
  return [...before, ...rest]
}

export const MIGRATE_VMA_PAGES: Rows<Mm, { readonly migration: Migration }> = {
  pages: (k, { migration }) => ret({ ...migration, src: settleAll(k, migration) }),
}

const release = (k: Mm, page: Page): void => {
  page.locked = false
  putPage(k, page)
}

/** MI-6: what did not move goes back to where it was. */
const finish = (k: Mm, { frame, migrate }: Source, to: number | undefined): void => {
  const by = to === undefined ? undefined : pageOf(k, to)
  if (frame === undefined) {
    if (by !== undefined) release(k, by)
    return
  }
  const page = pageOf(k, frame)
  const moved = migrate && by !== undefined
  if (!moved && by !== undefined) release(k, by)
  removeMigrationEntries(k, frame, moved ? by : page)
  release(k, page)
  if (moved) release(k, by)
}

export const MIGRATE_VMA_FINALIZE: Rows<Mm, { readonly migration: Migration }> = {
  finalize: (k, { migration }) => {
    migration.src.forEach((source, i) => finish(k, source, migration.dst[i]))
    return ret(undefined)
  },
}
