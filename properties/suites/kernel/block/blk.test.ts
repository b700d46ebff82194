/**
 * The block layer and NVMe, as Linux 6.12.117 has them: BK-1 to BK-8, DX-13 and CA-12;
 * litmus L25 and L26. What is expected was read in `block/` and `drivers/nvme/`.
 */
import * as fc from 'fast-check'
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
import {
  allowsP2p,
  backMerge,
  mapRequest,
  stack,
  startRequest,
  type Features,
  type Request,
} from '../../../../model/kernel/block/blk.ts'
import {
  blk612,
  leavesGap,
  physMergeable,
  tryMerge,
  type BlkParts,
  type Bvec,
  type Limits,
} from '../../../../model/kernel/block/bvec.ts'
import { EINVAL, EREMOTEIO, ENOMEM } from '../../../../model/kernel/errno.ts'
import {
  BLK_STS,
  nvme612,
  nvmeDataPath,
  nvmeDataStatus,
  nvmeFeatures,
  nvmeMetadataStatus,
} from '../../../../model/kernel/nvme/nvme.ts'
import {
  connect,
  enableNamespace,
  p2pClient,
  requestMemory,
  targetBio,
  type Namespace,
} from '../../../../model/kernel/nvme/nvmet.ts'
import { isP2pPage, type Page } from '../../../../model/kernel/mm/page.ts'
import { extractUserPages } from '../../../../model/kernel/mm/gup.ts'
import { gup612 } from '../../../../model/kernel/mm/gup-page.ts'
import { PAGE, p2p, pageOf, ram } from '../pages.ts'

const WIDE: Limits = { maxSegmentSize: 0x100000, maxSegments: 128 }
/** 6.12.0: no pgmap test between bios, none within a bio. */
const v612: BlkParts = { ...blk612, sameBio: () => true, sameSegment: () => true }

const bvec = (page: Page, offset = 0, length = PAGE): Bvec => ({ page, offset, length })
const bio = (...bvecs: Bvec[]): Bio => ({ ...emptyBio(256), bvecs })
const request = (limits: Limits, ...bios: Bio[]): Request =>
  bios.slice(1).reduce((r, next) => backMerge(limits, r, next).request, startRequest(limits, bios[0]))
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

describe('CA-12: user metadata that the CPU copies', () => {
  it('P2P or not: where it is misaligned or in too many pieces', () => {
    const copied = (aligned: boolean, pieces: number): boolean =>
      integrityMapUser(bio(), [p2p(1)], { aligned, pieces, maxIntegritySegments: 2 }).copied
    expect([copied(true, 2), copied(true, 3), copied(false, 1)]).toEqual([false, true, true])
  })
})

describe('BK-6, BK-7: who says yes to P2P buffers', () => {
  const nvme = nvmeFeatures(false)
  const buffer = { page: p2p(1), vma: { kind: 'p2pmem', writable: true } } as const
  const read = (queue: Features): number =>
    extractUserPages(gup612, [buffer], { intoMemory: true, allowP2p: allowsP2p(queue) }).rc

  it('an NVMe queue, if its device has no DMA ops of its own', () => {
    expect(read(nvme)).toBe(1)
    expect(read(nvmeFeatures(true))).toBe(-EREMOTEIO)
    expect([[...nvme], [...nvmeFeatures(true)]]).toEqual([['BLK_FEAT_PCI_P2PDMA'], []])
  })
  it('never a queue stacked on it: the feature is not inherited, where others are', () => {
    const below: Features = new Set([...nvme, 'BLK_FEAT_STABLE_WRITES'] as const)
    expect([...stack(new Set(), [below, below])]).toEqual(['BLK_FEAT_STABLE_WRITES'])
    expect(read(stack(new Set(), [below]))).toBe(-EREMOTEIO)
  })
})

describe('BK-8, CA-9: the NVMe target', () => {
  const disk = { device: 7, features: nvmeFeatures(false) }
  const namespace: Namespace = { useP2pmem: true, provider: 3, disk }
  /** Function 3 reaches those named; finding gives 5. */
  const reach = (...reached: number[]) => ({
    distance: (provider: number, client: number) => (provider === 3 && reached.includes(client) ? 2 : -1),
    find: (clients: readonly number[]) => (clients.every((client) => reached.includes(client)) ? 5 : undefined),
  })
  it('enables only over a disk whose queue has the feature and that the provider reaches; all else is EINVAL', () => {
    expect(enableNamespace(reach(7), namespace)).toBe(0)
    expect(enableNamespace(reach(7), { ...namespace, provider: undefined })).toBe(0)
    for (const wrong of [
      { ...namespace, disk: undefined },
      { ...namespace, disk: { device: 7, features: new Set([]) } },
    ])
      expect(enableNamespace(reach(7), wrong)).toBe(-EINVAL)
    expect(enableNamespace(reach(), namespace)).toBe(-EINVAL)
    expect(enableNamespace(reach(), { ...namespace, provider: undefined })).toBe(-EINVAL)
    expect(enableNamespace(reach(), { ...namespace, useP2pmem: false, disk: undefined })).toBe(0)
  })
  it('uses a provider that also reaches the adapter, or finds one that reaches both', () => {
    expect(connect(reach(7, 9), namespace, 9)).toBe(3)
    expect(connect(reach(7), namespace, 9)).toBeUndefined()
    expect(connect(reach(7, 9), { ...namespace, provider: undefined }, 9)).toBe(5)
    expect(connect(reach(9), { ...namespace, provider: undefined }, 9)).toBeUndefined()
    expect(connect(reach(7, 9), { ...namespace, useP2pmem: false }, 9)).toBeUndefined()
    expect(connect(reach(7, 9), { ...namespace, disk: undefined }, 9)).toBeUndefined()
  })
  it('takes a provider at distance 0, its own disk or adapter; a file has no disk to reach', () => {
    const near = { distance: () => 0, find: () => undefined }
    expect(enableNamespace(near, namespace)).toBe(0)
    expect(connect(near, namespace, 9)).toBe(3)
    expect(enableNamespace({ ...near, find: () => 5 }, { ...namespace, disk: undefined })).toBe(-EINVAL)
  })
  it('LAT-27: a named provider is checked against the adapter alone at connect', () => {
    expect(connect(reach(9), namespace, 9)).toBe(3)
  })
  it('leaves an adapter in software without P2P memory', () => {
    expect(connect(reach(7, 9), namespace, p2pClient(9, false))).toBeUndefined()
    expect(connect(reach(7, 9), namespace, p2pClient(9, true))).toBe(3)
  })
  it('falls back to RAM without a word where the pool is empty', () => {
    expect([requestMemory(3, true), requestMemory(3, false), requestMemory(undefined, true)]).toEqual([
      'p2p',
      'ram',
      'ram',
    ])
  })
})

describe('DX-13: NVMe', () => {
  const plain = { metadataSgls: false, dataSgls: true }
  const path = (queue: typeof plain, ...bvecs: Bvec[]) =>
    nvmeDataPath(nvme612, queue, startRequest(WIDE, bio(...bvecs)))
  it('P2P memory always goes by an sg table', () => {
    for (const metadataSgls of [false, true]) expect(path({ metadataSgls, dataSgls: true }, bvec(p2p(1)))).toBe('table')
  })
  it('other memory goes the short way if it is one segment: two controller pages by PRP, more by SGL', () => {
    expect(path(plain, bvec(ram(1)))).toBe('prp simple')
    expect(path(plain, bvec(ram(1), 0, 2 * PAGE))).toBe('prp simple')
    expect(path(plain, bvec(ram(1), 1, 2 * PAGE))).toBe('sgl simple')
    expect(path(plain, bvec(ram(1), 512, PAGE))).toBe('prp simple')
    expect(path({ ...plain, dataSgls: false }, bvec(ram(1), 1, 2 * PAGE))).toBe('table')
    expect(path({ ...plain, metadataSgls: true }, bvec(ram(1)))).toBe('sgl simple')
    expect(path(plain, bvec(ram(1)), bvec(ram(5)))).toBe('table')
  })
  it('a device that cannot reach the page fails the command for good; every other error is tried again', () => {
    expect(nvmeDataStatus('table', -EREMOTEIO)).toBe('TARGET')
    for (const rc of [-ENOMEM, -EINVAL]) expect(nvmeDataStatus('table', rc)).toBe('RESOURCE')
    for (const rc of [-ENOMEM, -EREMOTEIO]) expect(nvmeDataStatus('prp simple', rc)).toBe('RESOURCE')
    expect(nvmeDataStatus('table', 0)).toBe('OK')
    expect([BLK_STS.TARGET, BLK_STS.RESOURCE]).toEqual([
      { errno: EREMOTEIO, retried: false },
      { errno: ENOMEM, retried: true },
    ])
  })
  it('metadata that the device cannot reach is tried again without end, against INV-C', () => {
    expect(nvmeMetadataStatus({ ...plain, metadataSgls: true }, -EREMOTEIO)).toBe('RESOURCE')
    expect(nvmeMetadataStatus(plain, -ENOMEM)).toBe('IOERR')
    expect(nvmeMetadataStatus(plain, 0)).toBe('OK')
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
