/**
 * The first stage of a migration: pages are collected, locked, and unmapped everywhere (`migrate_vma_setup`,
 * `migrate_device_range`). Where one cannot be, it is put back as it was.
 */
import { next, ret, type Rows } from '../../../call.ts'
import { EINVAL } from '../../errno.ts'
import { entryAt, isPresent, normalPage } from '../page/pte.ts'
import { getPage, mapOf, pageOf, putPage, tryGetPage } from '../page/struct-page.ts'
import type { Migration, Mm, Selection, Source } from '../parts.ts'
import { ZERO, type Page, type Vma } from '../state.ts'
import { isSpecial, vmaAt } from '../vma/vma.ts'
import { removeMigrationEntries, replaceByMigration, tryToMigrate } from './migration-entries.ts'
import { endInvalidating, startInvalidating } from './notifier.ts'

export interface MigrateArgs {
  readonly process: number
  readonly start: number
  readonly end: number
  readonly selection: Selection
  readonly faultPage: number | undefined
}
export type SetUp = { readonly rc: number; readonly migration?: Migration }

const NOTHING: Source = { migrate: false, write: false }
const HOLE: Source = { migrate: true, write: false }

/** The page that an entry stands for, if it can be asked for at all (MI-2). */
const candidate = (k: Mm, vma: Vma, at: number): Page | undefined => {
  const entry = entryAt(k, vma.process, at)!
  if (entry.kind === 'private') return pageOf(k, entry.frame)
  return isPresent(entry) ? normalPage(k, entry) : undefined
}

/** Whoever faulted locked the page, and unlocks it. */
export const staysLocked = ({ parts }: Mm, page: Page, faultPage: number | undefined): boolean =>
  parts.faultPageIsLocked && page.frame === faultPage

/** `migrate_vma_collect_pmd`, one entry. MI-3: on selection it is locked and unmapped here at once. */
const collect = (k: Mm, vma: Vma, at: number, { selection, faultPage }: MigrateArgs): Source => {
  const entry = entryAt(k, vma.process, at)
  const hole = k.parts.takesHole(vma) ? HOLE : NOTHING
  if (entry === undefined) return hole
  if (isPresent(entry) && entry.frame === ZERO && selection.system) return HOLE
  const page = candidate(k, vma, at)
  if (page === undefined || !k.parts.selects(page, mapOf(k, page), selection)) return NOTHING
  if (page.locked && !staysLocked(k, page, faultPage)) return NOTHING
  const own = page.exclusive
  if (own && !k.parts.shares(page, mapOf(k, page))) return NOTHING
  page.exclusive = false
  getPage(page)
  page.locked = true
  if (entry.dirty) page.dirty = true
  replaceByMigration(k, vma.process, at, entry, page, own)
  return { frame: page.frame, migrate: true, write: entry.write }
}

/** `migrate_device_unmap`, one page: false for those that are still mapped, or that somebody else refers to (MI-4). */
const unmap = (k: Mm, source: Source, faultPage: number | undefined): Source => {
  if (source.frame === undefined) return source
  const page = pageOf(k, source.frame)
  if (page.maps > 0) tryToMigrate(k, page)
  const free = page.maps === 0 && page.refs <= k.parts.allowedRefs(page, page.frame === faultPage)
  return free ? source : { ...source, migrate: false }
}

const restore = (k: Mm, source: Source, faultPage: number | undefined): Source => {
  if (source.frame === undefined || source.migrate) return source
  const page = pageOf(k, source.frame)
  removeMigrationEntries(k, page.frame, page)
  if (!staysLocked(k, page, faultPage)) page.locked = false
  putPage(k, page)
  return NOTHING
}

/** MI-1 */
const refused = (k: Mm, { process, start, end, faultPage }: MigrateArgs): boolean => {
  const vma = vmaAt(k, process, start)
  if (vma === undefined || isSpecial(vma) || vma.kind === 'dax' || start >= end || end > vma.end) return true
  return faultPage !== undefined && mapOf(k, pageOf(k, faultPage))?.type !== 'private'
}

type Locals = MigrateArgs & { readonly src: readonly Source[]; readonly frames: readonly number[] }

/** What is left of the work once pages are collected, by whichever way. */
const UNMAP: Rows<Mm, Locals> = {
  unmap: (k, { src, faultPage }) => next({ src: src.map((source) => unmap(k, source, faultPage)) }),
  restore: (k, { src, process, start, end, selection, faultPage, frames }) => {
    const kept = src.map((source) => restore(k, source, faultPage))
    const vma = frames === undefined ? vmaAt(k, process, start)!.id : undefined
    const dst = kept.map(() => undefined)
    const migration: Migration = { process, vma, start, end, selection, faultPage, src: kept, dst }
    return ret({ rc: 0, migration } satisfies SetUp)
  },
}

export const MIGRATE_VMA_SETUP: Rows<Mm, Locals> = {
  check: (k, args) => (refused(k, args) ? ret({ rc: -EINVAL } satisfies SetUp) : next()),
  start: (k, { process, start, end, selection }) => {
    startInvalidating(k, process, 'MIGRATE', [start, end], selection.owner)
    return next()
  },
  collect: (k, args) => {
    const { process, start, end } = args
    const vma = vmaAt(k, process, start)!
    const pages = Array.from({ length: end - start }, (_, i) => start + i)
    return next({ src: pages.map((at) => collect(k, vma, at, args)) })
  },
  end: (k, { process }) => {
    endInvalidating(k, process)
    return next()
  },
  ...UNMAP,
}

/** MI-9: by page, whoever maps it. */
export const MIGRATE_DEVICE_RANGE: Rows<Mm, Locals> = {
  collect: (k, { frames }) =>
    next({
      src: frames.map((frame): Source => {
        if (!tryGetPage(k, frame)) return NOTHING
        const page = pageOf(k, frame)
        if (page.locked) {
          putPage(k, page)
          return NOTHING
        }
        page.locked = true
        return { frame, migrate: true, write: false }
      }),
    }),
  ...UNMAP,
}
