/**
 * Belief: requests of the block layer (`block/blk-merge.c`, `blk-settings.c`, Linux 6.12.117).
 *
 * Rules BK-2 and BK-5 to BK-7. A request may mix RAM and P2P memory, and pgmaps: it is
 * enough that no *segment* does, because each is mapped by its own page.
 */
import { PAGE, advance } from '../../address.ts'
import type { Bio } from './bio.ts'
import {
  bvecPhys,
  leavesGap,
  maxSegmentAt,
  part,
  physMergeable,
  type BlkParts,
  type Bvec,
  type Limits,
} from './bvec.ts'

export interface Request {
  /** In the order of their sectors. */
  readonly bios: readonly Bio[]
  /** `nr_phys_segments` */
  readonly segments: number
  /** Set as well where a merge was refused for want of segments. */
  readonly nomerge: boolean
}

/** The segments of a bvec on its own: `blk_bvec_map_sg`. */
const split = (limits: Limits, bvec: Bvec): Bvec[] => {
  if (bvec.offset + bvec.length <= PAGE) return [bvec]
  const pieces: Bvec[] = []
  for (let done = 0; done < bvec.length;) {
    const length = maxSegmentAt(limits, advance(bvecPhys(bvec), done), bvec.length - done)
    pieces.push(part(bvec, done, length))
    done += length
  }
  return pieces
}

/** A request of one bio. */
export const startRequest = (limits: Limits, bio: Bio): Request => ({
  bios: [bio],
  segments: bio.bvecs.flatMap((bvec) => split(limits, bvec)).length,
  nomerge: bio.nomerge,
})

/**
 * BK-5, `ll_back_merge_fn`: the bio joins the request's end, or not. What its pages are is never asked; REQ_NOMERGE
 * on either side, a gap, or too many segments stops it. Sectors, cgroups and the like are left out.
 */
export const backMerge = (
  limits: Limits,
  request: Request,
  bio: Bio,
): { readonly request: Request; readonly merged: boolean } => {
  if (request.nomerge || bio.nomerge) return { request, merged: false }
  const last = request.bios.at(-1)!.bvecs.at(-1)!
  if (leavesGap(limits, last, bio.bvecs[0].offset)) return { request, merged: false }
  const segments = request.segments + startRequest(limits, bio).segments
  if (segments > limits.maxSegments) return { request: { ...request, nomerge: true }, merged: false }
  return { request: { ...request, bios: [...request.bios, bio], segments }, merged: true }
}

/**
 * BK-2, `__blk_rq_map_sg`: the request's scatterlist. Segments join only where two bios meet: inside a bio they
 * had their chance when pages were added.
 */
export const mapRequest = (parts: BlkParts, limits: Limits, { bios }: Request): Bvec[] => {
  const segments: Bvec[] = []
  let before: Bvec | undefined
  for (const { bvecs } of bios) {
    for (const [i, bvec] of bvecs.entries()) {
      const open = segments.at(-1)
      if (
        i === 0 &&
        before !== undefined &&
        open !== undefined &&
        open.length + bvec.length <= limits.maxSegmentSize &&
        physMergeable(parts, limits, before, bvec)
      )
        segments[segments.length - 1] = { ...open, length: open.length + bvec.length }
      else segments.push(...split(limits, bvec))
    }
    before = bvecs.at(-1) ?? before
  }
  return segments
}

/** The queue features that matter here, and one that stacks. */
export type Feature = 'BLK_FEAT_PCI_P2PDMA' | 'BLK_FEAT_STABLE_WRITES'
export type Features = ReadonlySet<Feature>

/** BK-6, `blk_queue_pci_p2pdma`: user buffers may be P2P memory, by ITER_ALLOW_P2PDMA; else GUP answers EREMOTEIO. */
export const allowsP2p = (queue: Features): boolean => queue.has('BLK_FEAT_PCI_P2PDMA')

/** BLK_FEAT_INHERIT_MASK, as far as it goes here. */
const INHERITED: Features = new Set<Feature>(['BLK_FEAT_STABLE_WRITES'])

/** BK-7, `blk_stack_limits`: a queue over others (dm, md, NVMe multipath) never has BLK_FEAT_PCI_P2PDMA. */
export const stack = (own: Features, below: readonly Features[]): Features =>
  new Set([...own, ...below.flatMap((features) => [...features].filter((feature) => INHERITED.has(feature)))])
