/**
 * Which bios become one request, as Linux 6.12.117 has it, and what holds of any request: BK-5 and INV-E. What is expected
 * was read in `block/` and `drivers/nvme/`.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bioAddPage, bioIovAddPage, emptyBio, integrityMapUser, type Bio } from '../../../../model/kernel/block/bio.ts'
import { backMerge, mapRequest, startRequest } from '../../../../model/kernel/block/blk.ts'
import { blk612, type Bvec } from '../../../../model/kernel/block/bvec.ts'
import { targetBio } from '../../../../model/kernel/nvme/nvmet.ts'
import { isP2pPage, type Page } from '../../../../model/kernel/mm/page.ts'
import { PAGE, p2p, ram } from '../pages.ts'
import { WIDE, bvec, bio, request } from './bios.ts'

describe('BK-5: who may be merged with whom', () => {
  it('a bio of P2P memory merges with one of RAM, or of another pgmap, into one request', () => {
    const mixed = request(WIDE, bio(bvec(ram(1))), bio(bvec(p2p(9, 1))), bio(bvec(p2p(20, 2))))
    expect(mixed.bios).toHaveLength(3)
    expect(mapRequest(blk612, WIDE, mixed).map(({ page }) => page.pgmap)).toEqual([-1, 1, 2])
  })
  it('REQ_NOMERGE keeps it apart, on either side', () => {
    const [a, b] = [bio(bvec(ram(1))), { ...bio(bvec(p2p(9))), nomerge: true }]
    expect(backMerge(WIDE, startRequest(WIDE, a), b).merged).toBe(false)
    expect(backMerge(WIDE, startRequest(WIDE, b), a).merged).toBe(false)
  })
  it('so do a gap and too many segments, after which the request takes no bio any more', () => {
    const [a, b] = [bio(bvec(ram(1), 0, 512)), bio(bvec(ram(9)))]
    expect(backMerge({ ...WIDE, virtBoundary: PAGE }, startRequest(WIDE, a), b).merged).toBe(false)
    const full = backMerge({ ...WIDE, maxSegments: 1 }, startRequest(WIDE, a), b)
    expect(full.merged).toBe(false)
    expect(backMerge(WIDE, full.request, b).merged).toBe(false)
    expect(backMerge({ ...WIDE, maxSegments: 2 }, startRequest(WIDE, a), b).merged).toBe(true)
  })
  it('the NVMe target asks for it if its first page is P2P, and looks at no other', () => {
    expect(targetBio([p2p(1), ram(2)], 4).nomerge).toBe(true)
    expect(targetBio([ram(1), p2p(2)], 4).nomerge).toBe(false)
  })
  it('user metadata asks for it if any page is P2P', () => {
    const buffer = { aligned: true, pieces: 1, maxIntegritySegments: 1 }
    const nomerge = (pages: readonly Page[]): boolean => integrityMapUser(bio(), pages, buffer).bio.nomerge
    expect([[ram(1)], [ram(1), p2p(2)], [p2p(1)]].map(nomerge)).toEqual([false, true, true])
  })
})

/** Neighbours of few kinds, in bios by any of the ways in. */
const step = fc.record({ kind: fc.integer({ min: 0, max: 2 }), skip: fc.boolean(), opens: fc.boolean() })
const bios = fc.array(step, { minLength: 1, maxLength: 12 }).map((steps) => {
  const made: Bio[] = [emptyBio(4)]
  for (const [i, { kind, skip, opens }] of steps.entries()) {
    const page = kind === 0 ? ram(2 * i) : p2p(skip ? 2 * i : i + 1, kind)
    const full = made.at(-1)!.bvecs.length === 4
    if ((opens || full) && made.at(-1)!.bvecs.length > 0) made.push(emptyBio(4))
    made.push(bioIovAddPage(blk612, made.pop()!, bvec(page)).bio)
  }
  return made
})
const limits = fc.record({
  maxSegmentSize: fc.integer({ min: 1, max: 4 }).map((pages) => pages * PAGE),
  maxSegments: fc.constantFrom(2, 128),
  segmentBoundary: fc.constantFrom(4 * PAGE, 0x100000),
})

describe('whatever is read or written (INV-E)', () => {
  const pagesOf = (pieces: readonly Bvec[]): [number, number][] =>
    pieces.flatMap(({ page, offset, length }) =>
      Array.from({ length: (offset + length) / PAGE }, (_, i): [number, number] => [page.phys / PAGE + i, page.pgmap]),
    )
  it('no segment of a request spans two pgmaps, or RAM and P2P memory, and none is lost', () => {
    fc.assert(
      fc.property(bios, limits, (list, limits) => {
        const whole = request(limits, ...list)
        const segments = mapRequest(blk612, limits, whole)
        expect(pagesOf(segments)).toEqual(pagesOf(whole.bios.flatMap(({ bvecs }) => bvecs)))
        expect(segments.length).toBeLessThanOrEqual(whole.segments)
      }),
      { seed: 25, numRuns: 1500 },
    )
  })
  it('a bio of the kernel’s own never mixes P2P memory with anything', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        let b = emptyBio(16)
        for (const [i, { kind, skip }] of steps.entries())
          b = bioAddPage(blk612, b, bvec(kind === 0 ? ram(2 * i) : p2p(skip ? 2 * i : i + 1, kind))).bio
        const pages = b.bvecs.map(({ page }) => page)
        if (pages.some(isP2pPage)) expect(new Set(pages.map(({ pgmap }) => pgmap)).size).toBe(1)
      }),
      { seed: 3, numRuns: 1000 },
    )
  })
})
