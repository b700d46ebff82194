/** The decisions about page maps, each by name, as Linux 6.12 takes them. */
import { EEXIST, EINVAL, ENOMEM, ENXIO } from '../../errno.ts'
import {
  COHERENT,
  PRIVATE,
  SUBSECTION,
  countsTaken,
  lookup,
  subsections,
  type Pgmap,
  type PgmapSpec,
  type PgmapState,
  type Range,
} from './state.ts'

/** What is wrong, and whether the kernel warns; `oops`: it looks at nothing (PM-4). */
export type Wrong = { readonly rc: number; readonly warns: boolean } | 'oops' | undefined

export interface PgmapParts {
  /** PM-2 to PM-7 */
  readonly wrongMap: (spec: PgmapSpec) => Wrong
  /** PM-12, the checks before anything is stored. */
  readonly wrongRange: (s: PgmapState, spec: PgmapSpec, range: Range) => Wrong
  /** PM-12, those after, when the range stands in the array already (PM-13). */
  readonly wrongPages: (s: PgmapState, spec: PgmapSpec, range: Range) => Wrong
  /** PM-22: a page that is taken counts for its map. */
  readonly counts: (map: Pgmap) => boolean
  /** PM-18: the count of a page that nobody uses. */
  readonly freeCount: (map: Pick<PgmapSpec, 'type'>) => 0 | 1
  /** PM-25 */
  readonly teardownWaits: (map: Pgmap) => boolean
}

const warning = (rc: number): Wrong => ({ rc: -rc, warns: true })
const has = (ops: PgmapSpec['ops'], op: 'free' | 'ram'): boolean => ops === op || ops === 'both'

export const pgmapParts: PgmapParts = {
  wrongMap: ({ type, ranges, ops, owner }) => {
    if (ranges.length === 0) return warning(EINVAL)
    if (type === PRIVATE && !(has(ops, 'ram') && has(ops, 'free') && owner)) return warning(EINVAL)
    if (type === COHERENT && ops === 'none') return 'oops'
    if (type === COHERENT && !(has(ops, 'free') && owner)) return warning(EINVAL)
    return undefined
  },
  wrongRange: (s, { sysram }, { start, count }) => {
    if (sysram) return warning(ENXIO)
    return lookup(s, start) !== undefined || lookup(s, start + count - 1) !== undefined ? warning(ENOMEM) : undefined
  },
  wrongPages: ({ populated }, { beyond = false }, range) => {
    if (beyond) return { rc: -EINVAL, warns: false }
    if (range.start % SUBSECTION !== 0 || range.count % SUBSECTION !== 0) return warning(EINVAL)
    return subsections(range).some((section) => populated[section]) ? warning(EEXIST) : undefined
  },
  counts: ({ live }) => live,
  freeCount: (map) => (countsTaken(map) ? 0 : 1),
  teardownWaits: ({ refs }) => refs > 0,
}

/** Before 5.12 nobody asks whether the kernel can map a range (from memory). */
const mapsAnything: PgmapParts['wrongPages'] = (s, spec, range) =>
  pgmapParts.wrongPages(s, { ...spec, beyond: false }, range)

/**
 * 4.20, from memory: HMM has a registrar of its own, which fills in the methods, so that the general one asks for none. Since
 * they are one (5.3), it asks for migrate_to_ram, and for an owner since 5.7.
 */
export const pgmapParts420: PgmapParts = { ...pgmapParts, wrongMap: () => undefined, wrongPages: mapsAnything }
export const pgmapParts54: PgmapParts = {
  ...pgmapParts420,
  wrongMap: ({ type, ops }) => (type === PRIVATE && !has(ops, 'ram') ? warning(EINVAL) : undefined),
}

/** PM-7, PM-1: a type that is nobody's is warned of, and registered. */
export const isNobodys = ({ type }: Pick<PgmapSpec, 'type'>): boolean => type < PRIVATE || type > 5

export { countsTaken }
