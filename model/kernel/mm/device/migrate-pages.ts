/** The second and third stage of a migration: pages are replaced, and entries lead to those that replaced them. */
import { next, ret, type Rows } from '../../../call.ts'
import { allocTable, dirtied, entryAt, isPresent, privateEntry, protectedEntry, setEntry } from '../page/pte.ts'
import { addAnon } from '../page/rmap.ts'
import { getPage, mapOf, pageOf, putPage } from '../page/struct-page.ts'
import type { Migration, Mm, Source } from '../parts.ts'
import { ZERO, type Page, type Vma } from '../state.ts'
import { prepareAnonVma } from '../vma/anon-vma.ts'
import { isAnonymous } from '../vma/vma.ts'
import { staysLocked } from './migrate-setup.ts'
import { removeMigrationEntries } from './migration-entries.ts'
import { endInvalidating, startInvalidating } from './notifier.ts'

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

const settleAll = (k: Mm, m: Migration, from: number, to: number): Source[] =>
  m.src.slice(from, to).map((source, i) => settle(k, m, source, from + i))

interface Settling {
  readonly migration: Migration
  /** The first hole that is filled. */
  readonly first: number
  readonly before: readonly Source[]
}

/** MN2-3: from the first hole that is filled, the rest of the range is told of once more. */
export const MIGRATE_VMA_PAGES: Rows<Mm, Settling> = {
  pages: (k, { migration: m }) => {
    const first = m.src.findIndex(({ frame, migrate }, i) => migrate && frame === undefined && m.dst[i] !== undefined)
    if (first < 0 || m.vma === undefined || !k.parts.tellsOfHoles)
      return ret({ ...m, src: settleAll(k, m, 0, m.src.length) })
    const before = settleAll(k, m, 0, first)
    startInvalidating(k, m.process, 'MIGRATE', [m.start + first, m.end], m.selection.owner)
    return next({ first, before })
  },
  holes: (k, { migration, first, before }) => {
    const src = [...before, ...settleAll(k, migration, first, migration.src.length)]
    return next({ migration: { ...migration, src } })
  },
  end: (k, { migration }) => {
    endInvalidating(k, migration.process)
    return ret(migration)
  },
}

const release = (k: Mm, page: Page): void => {
  page.locked = false
  putPage(k, page)
}

/** MI-6: what did not move goes back to where it was. */
const finish = (k: Mm, { frame, migrate }: Source, to: number | undefined, faultPage: number | undefined): void => {
  const by = to === undefined ? undefined : pageOf(k, to)
  if (frame === undefined) {
    if (by !== undefined) release(k, by)
    return
  }
  const page = pageOf(k, frame)
  const moved = migrate && by !== undefined
  if (!moved && by !== undefined) release(k, by)
  removeMigrationEntries(k, frame, moved ? by : page)
  if (staysLocked(k, page, faultPage)) putPage(k, page)
  else release(k, page)
  if (moved) release(k, by)
}

export const MIGRATE_VMA_FINALIZE: Rows<Mm, { readonly migration: Migration }> = {
  finalize: (k, { migration }) => {
    migration.src.forEach((source, i) => finish(k, source, migration.dst[i], migration.faultPage))
    return ret(undefined)
  },
}
