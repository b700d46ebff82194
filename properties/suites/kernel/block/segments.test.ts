/**
 * Which pieces of memory become one, as Linux 6.12.117 has it: BK-1 and BK-2; litmus L25 and L26. What is expected was read
 * in `block/`.
 */
import { describe, expect, it } from 'vitest'
import type { Bio } from '../../../../model/kernel/block/bio.ts'
import { mapRequest } from '../../../../model/kernel/block/blk.ts'
import {
  blk612,
  leavesGap,
  physMergeable,
  tryMerge,
  type BlkParts,
  type Limits,
} from '../../../../model/kernel/block/bvec.ts'
import { PAGE, p2p, ram } from '../pages.ts'
import { WIDE, v612, bvec, bio, request } from './bios.ts'

const sgOf = (parts: BlkParts, limits: Limits, ...bios: Bio[]): [number, number, number][] =>
  mapRequest(parts, limits, request(limits, ...bios)).map((s) => [s.page.phys / PAGE, s.offset, s.length])

describe('BK-1, tryMerge', () => {
  it('needs the next byte and the same pgmap', () => {
    expect(tryMerge(blk612, bvec(ram(1)), bvec(ram(2)))).toEqual({ bvec: bvec(ram(1), 0, 2 * PAGE), samePage: false })
    expect(tryMerge(blk612, bvec(ram(1)), bvec(ram(3)))).toBeUndefined()
    expect(tryMerge(blk612, bvec(ram(1)), bvec(ram(2), 512, 512))).toBeUndefined()
    expect(tryMerge(blk612, bvec(p2p(1, 1)), bvec(p2p(2, 2)))).toBeUndefined()
    expect(tryMerge(blk612, bvec(p2p(1, 1)), bvec(p2p(2, 1)))?.bvec.length).toBe(2 * PAGE)
  })
  it('says whether the bytes joined inside one page', () => {
    expect(tryMerge(blk612, bvec(ram(1), 0, 512), bvec(ram(1), 512, 512))?.samePage).toBe(true)
  })
  it('L26, RAM beside a BAR: never', () => {
    expect(tryMerge(blk612, bvec(ram(1)), bvec(p2p(2)))).toBeUndefined()
    expect(tryMerge(blk612, bvec(p2p(1)), bvec(ram(2)))).toBeUndefined()
  })
})

describe('BK-2, physMergeable', () => {
  it('L25, two pgmaps side by side in two bios: two segments, where 6.12.0 made one', () => {
    const pair = [bio(bvec(p2p(15, 1))), bio(bvec(p2p(16, 2)))] as const
    expect(sgOf(blk612, WIDE, ...pair)).toEqual([
      [15, 0, PAGE],
      [16, 0, PAGE],
    ])
    expect(sgOf(v612, WIDE, ...pair)).toEqual([[15, 0, 2 * PAGE]])
  })
  it('needs the next byte, and both in one boundary window', () => {
    const at = (segmentBoundary: number): boolean =>
      physMergeable(blk612, { ...WIDE, segmentBoundary }, bvec(ram(15)), bvec(ram(16)))
    expect(physMergeable(blk612, WIDE, bvec(ram(15)), bvec(ram(17)))).toBe(false)
    expect([16, 32].map((pages) => at(pages * PAGE))).toEqual([false, true])
    const over = { ...WIDE, segmentBoundary: 16 * PAGE }
    expect(physMergeable(blk612, over, bvec(ram(14)), bvec(ram(15)))).toBe(true)
    expect(physMergeable(blk612, over, bvec(ram(14)), bvec(ram(15), 0, PAGE + 1))).toBe(false)
  })
  it('joins no more than one segment’s size', () => {
    const two = [bio(bvec(ram(1))), bio(bvec(ram(2)))] as const
    expect(sgOf(blk612, { ...WIDE, maxSegmentSize: 2 * PAGE }, ...two)).toHaveLength(1)
    expect(sgOf(blk612, { ...WIDE, maxSegmentSize: 2 * PAGE - 1 }, ...two)).toHaveLength(2)
  })
  it('is asked only where two bios meet: neighbours inside a bio stay apart', () => {
    expect(sgOf(blk612, WIDE, bio(bvec(ram(1)), bvec(ram(2))))).toHaveLength(2)
    expect(sgOf(blk612, WIDE, bio(bvec(ram(1))), bio(bvec(ram(2)), bvec(ram(3))))).toEqual([
      [1, 0, 2 * PAGE],
      [3, 0, PAGE],
    ])
  })
  it('splits a long bvec at the boundary and at the largest segment, and points at the page it is in', () => {
    expect(sgOf(blk612, { ...WIDE, segmentBoundary: 4 * PAGE }, bio(bvec(ram(2), 512, 4 * PAGE)))).toEqual([
      [2, 512, 2 * PAGE - 512],
      [4, 0, 2 * PAGE + 512],
    ])
    expect(sgOf(blk612, { ...WIDE, maxSegmentSize: PAGE }, bio(bvec(ram(2), 0, 2 * PAGE)))).toEqual([
      [2, 0, PAGE],
      [3, 0, PAGE],
    ])
  })
})

describe('BK-2: limits at their edges', () => {
  it('a bvec of one page is never split, however small the largest segment', () => {
    expect(sgOf(blk612, { ...WIDE, maxSegmentSize: 512 }, bio(bvec(ram(1))))).toEqual([[1, 0, PAGE]])
  })
  it('a gap is told from the end of the one and the start of the other', () => {
    const limits = { ...WIDE, virtBoundary: 512 }
    expect(leavesGap(limits, bvec(ram(1), 128, 384), 1024)).toBe(false)
    expect(leavesGap(limits, bvec(ram(1), 128, 383), 1024)).toBe(true)
    expect(leavesGap(limits, bvec(ram(1), 128, 384), 1023)).toBe(true)
    expect(leavesGap(WIDE, bvec(ram(1), 1, 1), 1)).toBe(false)
  })
})
