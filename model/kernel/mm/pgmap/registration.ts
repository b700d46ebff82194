/** `memremap_pages` and `memunmap_pages`. */
import { WAIT, next, ret, type Rows, type Tables } from '../../../call.ts'
import { isNobodys, pgmapParts, type PgmapParts } from './parts.ts'
import { countsTaken, subsections, type Pgmap, type PgmapSpec, type PgmapState, type Range } from './state.ts'

export interface PgmapCall {
  readonly s: PgmapState
  readonly parts: PgmapParts
}

export type Registered = { readonly rc: number } | 'oops'

const store = ({ s }: PgmapCall, range: Range, id: number | undefined): void => {
  s.array = [{ range, id }, ...s.array]
}

/** `pageunmap_range` */
const unmapRange = (c: PgmapCall, range: Range): void => {
  for (const section of subsections(range)) delete c.s.populated[section]
  store(c, range, undefined)
}

/** `pagemap_range`. PM-13: what fails once the range is stored erases it, whoever had it before. */
const mapRange = (c: PgmapCall, map: Pgmap, range: Range): number => {
  const early = c.parts.wrongRange(c.s, map, range)
  if (early !== undefined && early !== 'oops') {
    c.s.warned ||= early.warns
    return early.rc
  }
  store(c, range, map.id)
  const late = c.parts.wrongPages(c.s, map, range)
  if (late !== undefined && late !== 'oops') {
    c.s.warned ||= late.warns
    store(c, range, undefined)
    return late.rc
  }
  for (const section of subsections(range)) c.s.populated[section] = true
  if (!countsTaken(map)) map.refs += range.count
  return 0
}

/** `percpu_ref_kill`, and the references of all pages where they are not counted one by one. */
const kill = (map: Pgmap, ranges: readonly Range[]): void => {
  map.live = false
  map.refs -= 1
  if (!countsTaken(map)) for (const { count } of ranges) map.refs -= count
}

/** PM-15: ranges before the one that failed are taken down again. */
export const memremapPages = (c: PgmapCall, id: number, spec: PgmapSpec): Registered => {
  const wrong = c.parts.wrongMap(spec)
  if (wrong === 'oops') return 'oops'
  if (wrong !== undefined || isNobodys(spec)) c.s.warned = true
  if (wrong !== undefined) return { rc: wrong.rc }
  const map: Pgmap = { ...spec, id, refs: 1, live: true, taken: {} }
  c.s.maps[id] = map
  const done: Range[] = []
  for (const range of spec.ranges) {
    const rc = mapRange(c, map, range)
    if (rc !== 0) {
      kill(map, done)
      for (const mapped of done) unmapRange(c, mapped)
      delete c.s.maps[id]
      return { rc }
    }
    done.push(range)
  }
  return { rc: 0 }
}

/** PM-25: it waits until nothing of the map is in use, or is thought to be (MN2-17). */
export const MEMUNMAP_PAGES: Rows<PgmapCall, { readonly id: number }> = {
  kill: ({ s }, { id }) => {
    kill(s.maps[id], s.maps[id].ranges)
    return next()
  },
  wait: (c, { id }) => (c.parts.teardownWaits(c.s.maps[id]) ? WAIT : next()),
  unmap: (c, { id }) => {
    for (const range of c.s.maps[id].ranges) unmapRange(c, range)
    delete c.s.maps[id]
    return ret(undefined)
  },
}

export const pgmapTables: Tables<PgmapCall> = { memunmap_pages: MEMUNMAP_PAGES }

export interface PgmapDesign {
  readonly parts: PgmapParts
  readonly tables: Tables<PgmapCall>
}
export const linuxPgmaps: PgmapDesign = { parts: pgmapParts, tables: pgmapTables }
