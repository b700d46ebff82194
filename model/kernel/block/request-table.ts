/**
 * Belief: the list of a request: ranges of memory go into bios, bios into a request, and its segments are what is mapped
 * (`bio_add_page`, `ll_back_merge_fn`, `__blk_rq_map_sg`, Linux 6.12.117; BK-1 to BK-3, BK-5).
 *
 * The queue has no limit that these lists reach but the boundary of 4 GiB: NVMe sets the size of a segment to UINT_MAX. The gap
 * rule of its PRPs is left out, so that every range ends in one request.
 */
import { PAGE, alignDown, type Phys } from '../../address.ts'
import { typeOf } from '../lib/appended.ts'
import type { SgEntry, Table } from '../lib/scatterlist.ts'
import { bioAddHwPage, bioAddPage, bioIovAddPage, emptyBio, type Added, type Bio } from './bio.ts'
import { backMerge, mapRequest, startRequest, type Request } from './blk.ts'
import { bvecPhys, type BlkParts, type Bvec, type Limits } from './bvec.ts'

/**
 * How ranges come: added to one bio as long as it takes them, or each as a bio of its own; as user memory (BK-4,
 * `bio_iov_iter_get_pages`), or by passthrough (`blk_rq_map_user`), each in one bio.
 */
export const BIOS = ['together', 'each', 'user', 'passthrough'] as const
export type Bios = (typeof BIOS)[number]

/** BIO_MAX_VECS */
const MOST_VECS = 256
const QUEUE: Limits = { maxSegmentSize: 2 ** 32 - 1, segmentBoundary: 2 ** 32, maxSegments: Infinity }

/** What a part of that name decides: the table that is mapped, from the ranges in their order. */
export const requestTable =
  (parts: BlkParts) =>
  (runs: Table, how: Bios): Table =>
    tableOf(parts, runs, requestFor(parts, runs, how))

/** `blk_rq_map_sg`: the segments of a request that was made of these ranges; undefined: of none. */
export const tableOf = (parts: BlkParts, runs: Table, request: Request | undefined): Table => {
  if (request === undefined) return []
  let position = 0
  return mapRequest(parts, QUEUE, request).map((segment) => {
    const run = runAt(runs, position)
    position += segment.length
    return { ...run, phys: bvecPhys(segment), length: segment.length }
  })
}

const bvecOf = (run: SgEntry): Bvec => {
  const phys = alignDown(run.phys, PAGE) as Phys
  return { page: { type: typeOf(run), pgmap: run.pgmap, phys }, offset: run.phys - phys, length: run.length }
}

const FILLED_BY: Readonly<Record<Bios, (parts: BlkParts, bio: Bio, next: Bvec) => Added>> = {
  together: bioAddPage,
  each: bioAddPage,
  user: (parts, bio, next) => ({ ...bioIovAddPage(parts, bio, next), added: next.length }),
  passthrough: (parts, bio, next) => bioAddHwPage(parts, QUEUE, bio, next),
}

const biosOf = (parts: BlkParts, bvecs: readonly Bvec[], how: Bios): Bio[] => {
  const bios: Bio[] = []
  for (const bvec of bvecs) {
    const last = how === 'each' ? undefined : bios.at(-1)
    const grown = last && FILLED_BY[how](parts, last, bvec)
    if (grown !== undefined && grown.added > 0) bios[bios.length - 1] = grown.bio
    else bios.push(FILLED_BY[how](parts, emptyBio(MOST_VECS), bvec).bio)
  }
  return bios
}

/** undefined: there are no ranges. */
export const requestFor = (parts: BlkParts, runs: Table, how: Bios): Request | undefined =>
  requestOf(biosOf(parts, runs.map(bvecOf), how))

const requestOf = ([first, ...others]: readonly Bio[]): Request | undefined =>
  first && others.reduce((request, bio) => backMerge(QUEUE, request, bio).request, startRequest(QUEUE, first))

/** The range that holds the byte at `position` of the list. */
const runAt = (runs: Table, position: number): SgEntry => {
  let end = 0
  return runs.find(({ length }) => position < (end += length))!
}
