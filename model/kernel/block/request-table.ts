/**
 * Belief: the list of a request: ranges of memory go into bios, bios into a request, and its segments are what is mapped
 * (`bio_add_page`, `ll_back_merge_fn`, `__blk_rq_map_sg`, Linux 6.12.117; BK-1 to BK-3, BK-5).
 *
 * The queue has no limit that these lists reach but the boundary of 4 GiB: NVMe sets the size of a segment to UINT_MAX. The gap
 * rule of its PRPs is left out, so that every range ends in one request.
 */
import { PAGE, alignDown, type Phys } from '../../address.ts'
import { NO_PGMAP, type PageType } from '../mm/page.ts'
import { NO_PROVIDER, type SgEntry, type Table } from '../lib/scatterlist.ts'
import { bioAddPage, emptyBio, type Bio } from './bio.ts'
import { backMerge, mapRequest, startRequest, type Request } from './blk.ts'
import { bvecPhys, type BlkParts, type Bvec, type Limits } from './bvec.ts'

/** How ranges come: added to one bio as long as it takes them, or each as a bio of its own. */
export const BIOS = ['together', 'each'] as const
export type Bios = (typeof BIOS)[number]

/** BIO_MAX_VECS */
const MOST_VECS = 256
const QUEUE: Limits = { maxSegmentSize: 2 ** 32 - 1, segmentBoundary: 2 ** 32, maxSegments: Infinity }

/** What a part of that name decides: the table that is mapped, from the ranges in their order. */
export const requestTable =
  (parts: BlkParts) =>
  (runs: Table, how: Bios): Table => {
    const request = requestOf(biosOf(parts, runs.map(bvecOf), how))
    let position = 0
    return request === undefined
      ? []
      : mapRequest(parts, QUEUE, request).map((segment) => {
          const run = runAt(runs, position)
          position += segment.length
          return { ...run, phys: bvecPhys(segment), length: segment.length }
        })
  }

/** Pages of RAM, or of a BAR; memory with a page map that is no BAR's is ordinary memory with struct pages. */
const typeOf = ({ provider, pgmap }: SgEntry): PageType => {
  if (provider !== NO_PROVIDER) return 'MEMORY_DEVICE_PCI_P2PDMA'
  return pgmap === NO_PGMAP ? 'RAM' : 'MEMORY_DEVICE_GENERIC'
}

const bvecOf = (run: SgEntry): Bvec => {
  const phys = alignDown(run.phys, PAGE) as Phys
  return { page: { type: typeOf(run), pgmap: run.pgmap, phys }, offset: run.phys - phys, length: run.length }
}

const biosOf = (parts: BlkParts, bvecs: readonly Bvec[], how: Bios): Bio[] => {
  const bios: Bio[] = []
  for (const bvec of bvecs) {
    const last = how === 'each' ? undefined : bios.at(-1)
    const grown = last && bioAddPage(parts, last, bvec)
    if (grown !== undefined && grown.added > 0) bios[bios.length - 1] = grown.bio
    else bios.push(bioAddPage(parts, emptyBio(MOST_VECS), bvec).bio)
  }
  return bios
}

const requestOf = ([first, ...others]: readonly Bio[]): Request | undefined =>
  first && others.reduce((request, bio) => backMerge(QUEUE, request, bio).request, startRequest(QUEUE, first))

/** The range that holds the byte at `position` of the list. */
const runAt = (runs: Table, position: number): SgEntry => {
  let end = 0
  return runs.find(({ length }) => position < (end += length))!
}
