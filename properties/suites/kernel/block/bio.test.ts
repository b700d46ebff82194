/**
 * What a bio takes, as Linux 6.12.117 has it: BK-3, BK-4 and CA-12. What is expected was read in `block/`.
 */
import { describe, expect, it } from 'vitest'
import {
  bioAddHwPage,
  bioAddPage,
  bioIntegrityAddPage,
  bioIovAddPage,
  emptyBio,
  integrityMapUser,
  type Bio,
} from '../../../../model/kernel/block/bio.ts'
import { blk612, type Bvec, type Limits } from '../../../../model/kernel/block/bvec.ts'
import type { Page } from '../../../../model/kernel/mm/page.ts'
import { PAGE, p2p, pageOf, ram } from '../pages.ts'
import { WIDE, v612, bvec, bio } from './bios.ts'

describe('BK-3, bioAddPage', () => {
  const filled = bio(bvec(p2p(1, 1)))
  it('takes a P2P page only behind one of the same pgmap, as a bvec of its own or as more of the last', () => {
    expect(bioAddPage(blk612, filled, bvec(p2p(2, 1))).bio.bvecs).toEqual([bvec(p2p(1), 0, 2 * PAGE)])
    expect(bioAddPage(blk612, filled, bvec(p2p(9, 1))).bio.bvecs).toHaveLength(2)
    for (const other of [p2p(2, 2), ram(2), pageOf('MEMORY_DEVICE_GENERIC', 2, 4)])
      expect(bioAddPage(blk612, filled, bvec(other)), other.type).toEqual({ bio: filled, added: 0 })
    expect(bioAddPage(blk612, bio(bvec(ram(1))), bvec(p2p(2))).added).toBe(0)
  })
  it('lets RAM and DAX memory share a bio', () => {
    expect(bioAddPage(blk612, bio(bvec(ram(1))), bvec(pageOf('MEMORY_DEVICE_FS_DAX', 2))).bio.bvecs).toHaveLength(2)
  })
  it('in 6.12.0 took anything', () => {
    expect(bioAddPage(v612, filled, bvec(ram(2))).added).toBe(PAGE)
  })
  it('takes nothing more when full, but still grows the last bvec', () => {
    const full: Bio = { ...filled, maxVecs: 1 }
    expect(bioAddPage(blk612, full, bvec(p2p(9, 1))).added).toBe(0)
    expect(bioAddPage(blk612, full, bvec(p2p(2, 1))).added).toBe(PAGE)
    expect(bioAddPage(blk612, emptyBio(1), bvec(p2p(2, 1))).added).toBe(PAGE)
  })
  it('metadata obeys the same rule, and the queue’s limits', () => {
    const add = (next: Page, limits = WIDE, most = 4): number =>
      bioIntegrityAddPage(blk612, limits, filled, bvec(next), most).added
    expect([p2p(9, 1), p2p(2, 2), ram(2)].map((page) => add(page))).toEqual([PAGE, 0, 0])
    expect(add(p2p(9, 1), WIDE, 1)).toBe(0)
    expect(add(p2p(2, 1), WIDE, 1)).toBe(PAGE)
    expect(bioIntegrityAddPage(blk612, WIDE, emptyBio(4), bvec(ram(1)), 1).added).toBe(PAGE)
  })
})

describe('BK-4: the ways in that do not ask', () => {
  it('user memory and passthrough build bios of several pgmaps, each in a bvec of its own', () => {
    const pages = [ram(1), p2p(2, 1), p2p(3, 2)]
    const direct = pages.reduce((b, page) => bioIovAddPage(blk612, b, bvec(page)).bio, emptyBio(16))
    const passthrough = pages.reduce((b, page) => bioAddHwPage(blk612, WIDE, b, bvec(page)).bio, emptyBio(16))
    for (const { bvecs } of [direct, passthrough]) expect(bvecs.map(({ page }) => page)).toEqual(pages)
  })
  it('user memory: the second pin of the same page is given back', () => {
    const half = bioIovAddPage(blk612, emptyBio(4), bvec(ram(1), 0, 512))
    expect(half.unpinned).toBe(0)
    expect(bioIovAddPage(blk612, half.bio, bvec(ram(1), 512, 512)).unpinned).toBe(1)
    expect(bioIovAddPage(blk612, bio(bvec(ram(1))), bvec(ram(2))).unpinned).toBe(0)
  })
  it('passthrough keeps the limits: segment size, segments, boundary, gaps', () => {
    const one = bio(bvec(ram(1)))
    const add = (limits: Partial<Limits>, next: Bvec): [number, number] => {
      const { bio, added } = bioAddHwPage(blk612, { ...WIDE, ...limits }, one, next)
      return [added, bio.bvecs.length]
    }
    expect(add({}, bvec(ram(2)))).toEqual([PAGE, 1])
    expect(add({ maxSegmentSize: PAGE }, bvec(ram(2)))).toEqual([PAGE, 2])
    expect(add({ maxSegmentSize: 2 * PAGE }, bvec(ram(2)))).toEqual([PAGE, 1])
    expect(add({ segmentBoundary: 2 * PAGE }, bvec(ram(2)))).toEqual([PAGE, 2])
    expect(add({ maxSegments: 1 }, bvec(ram(7)))).toEqual([0, 1])
    expect(add({ virtBoundary: PAGE }, bvec(ram(7), 512, 512))).toEqual([0, 1])
    expect(add({ virtBoundary: PAGE }, bvec(ram(7)))).toEqual([PAGE, 2])
    expect(add({ maxSegmentSize: 512 }, bvec(ram(7)))).toEqual([512, 2])
  })
})

describe('CA-12: user metadata that the CPU copies', () => {
  it('P2P or not: where it is misaligned or in too many pieces', () => {
    const copied = (aligned: boolean, pieces: number): boolean =>
      integrityMapUser(bio(), [p2p(1)], { aligned, pieces, maxIntegritySegments: 2 }).copied
    expect([copied(true, 2), copied(true, 3), copied(false, 1)]).toEqual([false, true, true])
  })
})
