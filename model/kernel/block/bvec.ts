/**
 * Belief: when two pieces of a buffer become one (`block/bio.c`, `block/blk.h`, Linux 6.12.117).
 *
 * Rules BK-1 and BK-2. Xen's own test and KMSAN, which switches merging off, are left out;
 * with SPARSEMEM_VMEMMAP pages that follow each other in memory also do in the page array, so that test is always met.
 */
import { PAGE, advance, alignDown, type Phys } from '../../address.ts'
import { areCompatible, haveSamePgmap, pageAfter, type Page } from '../mm/page.ts'

/** `struct bio_vec`, or an entry of a request's scatterlist: `length` bytes from `offset` bytes into `page` on. */
export interface Bvec {
  readonly page: Page
  readonly offset: number
  readonly length: number
}

/** Limits of a queue that the merging rules read; bytes. */
export interface Limits {
  readonly maxSegmentSize: number
  /** No segment may cross a multiple of this, a power of two (`seg_boundary_mask` + 1); left out: none. */
  readonly segmentBoundary?: number
  readonly maxSegments: number
  /** Segments may start and end only on multiples of this, but for the first and the last; left out: anywhere. */
  readonly virtBoundary?: number
}

/** The three places where the block layer asks for the pgmap. */
export interface BlkParts {
  /** Within a bvec. */
  readonly sameBvec: (a: Page, b: Page) => boolean
  /** Within a bio, in bvecs of their own. */
  readonly sameBio: (a: Page, b: Page) => boolean
  /** Within a segment that joins two bios. */
  readonly sameSegment: (a: Page, b: Page) => boolean
}

/** 6.12.117. `sameBio` and `sameSegment` are stable backports: 6.12.0 has them as "always". */
export const blk612: BlkParts = { sameBvec: haveSamePgmap, sameBio: areCompatible, sameSegment: haveSamePgmap }

/** Before 49580e690755 (6.2) nobody asked (BUG-28). */
export const blkAnybodys: BlkParts = { sameBvec: () => true, sameBio: () => true, sameSegment: () => true }

/** 6.2 to 6.12.85: a bvec is of one page map, and where two bios meet nobody asks (BUG-34, until 13920e4b7b78). */
export const blk62: BlkParts = { ...blk612, sameBio: () => true, sameSegment: () => true }

/** `bvec_phys` */
export const bvecPhys = ({ page, offset }: Bvec): Phys => advance(page.phys, offset)

/** BK-1, `bvec_try_merge_page`: the longer bvec, and whether `next` began in its last page; undefined: no merge. */
export const tryMerge = (
  parts: BlkParts,
  bvec: Bvec,
  next: Bvec,
): { readonly bvec: Bvec; readonly samePage: boolean } | undefined => {
  const end = advance(bvecPhys(bvec), bvec.length)
  const start = bvecPhys(next)
  if (end !== start || !parts.sameBvec(bvec.page, next.page)) return undefined
  const samePage = alignDown(advance(end, -1), PAGE) === alignDown(start, PAGE)
  return { bvec: { ...bvec, length: bvec.length + next.length }, samePage }
}

/** `bvec_try_merge_hw_page`: also within one boundary window and one segment's size. */
export const tryMergeHw = (parts: BlkParts, limits: Limits, bvec: Bvec, next: Bvec): ReturnType<typeof tryMerge> =>
  inOneWindow(limits, bvec, next) && next.length <= limits.maxSegmentSize - bvec.length
    ? tryMerge(parts, bvec, next)
    : undefined

/** BK-2, `biovec_phys_mergeable`: the end of one bio and the start of the next may be one segment. */
export const physMergeable = (parts: BlkParts, limits: Limits, a: Bvec, b: Bvec): boolean =>
  advance(bvecPhys(a), a.length) === bvecPhys(b) && parts.sameSegment(a.page, b.page) && inOneWindow(limits, a, b)

/** The first byte of `a` and the last of `b` lie between the same two boundaries. */
const inOneWindow = ({ segmentBoundary }: Limits, a: Bvec, b: Bvec): boolean =>
  segmentBoundary === undefined ||
  alignDown(bvecPhys(a), segmentBoundary) === alignDown(advance(bvecPhys(b), b.length - 1), segmentBoundary)

/** `bvec_gap_to_prev`: something at `offset` behind `bvec` would leave a hole. */
export const leavesGap = ({ virtBoundary }: Limits, bvec: Bvec, offset: number): boolean =>
  virtBoundary !== undefined && (offset % virtBoundary !== 0 || (bvec.offset + bvec.length) % virtBoundary !== 0)

/** `get_max_segment_size`: how many of `length` bytes at `address` one segment may hold. */
export const maxSegmentAt = ({ segmentBoundary, maxSegmentSize }: Limits, address: Phys, length: number): number => {
  const toBoundary = segmentBoundary === undefined ? length : segmentBoundary - (address % segmentBoundary)
  return Math.min(length, toBoundary, maxSegmentSize)
}

/** `[skip, skip + length)` of a bvec, its page pointer moved to where the bytes begin. */
export const part = ({ page, offset }: Bvec, skip: number, length: number): Bvec => {
  const start = offset + skip
  return { page: pageAfter(page, Math.floor(start / PAGE)), offset: start % PAGE, length }
}
