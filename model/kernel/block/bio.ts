/**
 * Belief: filling a bio (`block/bio.c`, `block/bio-integrity.c`, Linux 6.12.117).
 *
 * Rules BK-3 to BK-5 and CA-12. There are four ways in, and only two ask whether the
 * page may stand beside the one before it (BK-4): a bio of user memory can hold several pgmaps.
 */
import { leavesGap, tryMerge, tryMergeHw, type BlkParts, type Bvec, type Limits } from './bvec.ts'
import { isP2pPage, type Page } from '../mm/page.ts'

export interface Bio {
  readonly bvecs: readonly Bvec[]
  /** `bi_max_vecs` */
  readonly maxVecs: number
  /** REQ_NOMERGE: never part of a request with another bio. */
  readonly nomerge: boolean
}

/** `added`: bytes taken, all or none of them. */
export interface Added {
  readonly bio: Bio
  readonly added: number
}

export const emptyBio = (maxVecs: number, nomerge = false): Bio => ({ bvecs: [], maxVecs, nomerge })

/** BK-3, `bio_add_page`: 0 bytes where the page may not stand beside the last one, or no bvec is left. */
export const bioAddPage = (parts: BlkParts, bio: Bio, next: Bvec): Added => {
  const last = bio.bvecs.at(-1)
  if (last !== undefined) {
    if (!parts.sameBio(last.page, next.page)) return { bio, added: 0 }
    const merged = tryMerge(parts, last, next)
    if (merged !== undefined) return { bio: withLast(bio, merged.bvec), added: next.length }
  }
  return bio.bvecs.length >= bio.maxVecs ? { bio, added: 0 } : { bio: withNext(bio, next), added: next.length }
}

/**
 * BK-4, `bio_iov_add_folio`, of direct I/O on user memory: no question about company. `unpinned`: pins given back,
 * because the same page was already held for the bytes before.
 */
export const bioIovAddPage = (
  parts: BlkParts,
  bio: Bio,
  next: Bvec,
): { readonly bio: Bio; readonly unpinned: number } => {
  const last = bio.bvecs.at(-1)
  const merged = last && tryMerge(parts, last, next)
  return merged === undefined
    ? { bio: withNext(bio, next), unpinned: 0 }
    : { bio: withLast(bio, merged.bvec), unpinned: merged.samePage ? 1 : 0 }
}

/** BK-4, `bio_add_hw_page`, of passthrough (`blk_rq_map_user`) and zone append: limits, but no question either. */
export const bioAddHwPage = (parts: BlkParts, limits: Limits, bio: Bio, next: Bvec): Added => {
  const length = Math.min(next.length, limits.maxSegmentSize)
  return addWithin(parts, limits, bio, { ...next, length }, limits.maxSegments)
}

/** BK-3, `bio_integrity_add_page`: the same question as `bio_add_page`, and the queue's limits. */
export const bioIntegrityAddPage = (
  parts: BlkParts,
  limits: Limits,
  bio: Bio,
  next: Bvec,
  maxIntegritySegments: number,
): Added => {
  const last = bio.bvecs.at(-1)
  if (last !== undefined && !parts.sameBio(last.page, next.page)) return { bio, added: 0 }
  return addWithin(parts, limits, bio, next, maxIntegritySegments)
}

const addWithin = (parts: BlkParts, limits: Limits, bio: Bio, next: Bvec, maxSegments: number): Added => {
  const last = bio.bvecs.at(-1)
  if (last !== undefined) {
    const merged = tryMergeHw(parts, limits, last, next)
    if (merged !== undefined) return { bio: withLast(bio, merged.bvec), added: next.length }
    if (bio.bvecs.length >= Math.min(bio.maxVecs, maxSegments)) return { bio, added: 0 }
    if (leavesGap(limits, last, next.offset)) return { bio, added: 0 }
  }
  return { bio: withNext(bio, next), added: next.length }
}

const withLast = (bio: Bio, bvec: Bvec): Bio => ({ ...bio, bvecs: [...bio.bvecs.slice(0, -1), bvec] })
const withNext = (bio: Bio, bvec: Bvec): Bio => ({ ...bio, bvecs: [...bio.bvecs, bvec] })

/**
 * BK-5, CA-12, `bio_integrity_map_user`: P2P pages make the bio REQ_NOMERGE. `copied`: the CPU copies the metadata
 * through a kernel buffer, whatever the pages are, because the buffer is misaligned or in too many pieces.
 */
export const integrityMapUser = (
  bio: Bio,
  pages: readonly Page[],
  buffer: { readonly aligned: boolean; readonly pieces: number; readonly maxIntegritySegments: number },
): { readonly bio: Bio; readonly copied: boolean } => ({
  bio: { ...bio, nomerge: bio.nomerge || pages.some(isP2pPage) },
  copied: !buffer.aligned || buffer.pieces > buffer.maxIntegritySegments,
})
