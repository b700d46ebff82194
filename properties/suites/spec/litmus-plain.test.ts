/**
 * Litmus tests that are no scenario: L26, L31, L32 and L41 ask a rule of the kernel, L63 the types.
 */
import { describe, expect, it } from 'vitest'
import { busToPhys, handOver, onTheWire, physToBus, type Dma } from '../../../model/address.ts'
import { allowsP2p, stack } from '../../../model/kernel/block/blk.ts'
import { blk612, physMergeable, type Bvec } from '../../../model/kernel/block/bvec.ts'
import { helperAccess } from '../../../model/kernel/lib/cpu-access.ts'
import { mmParts } from '../../../model/kernel/mm/linux-mm.ts'
import { EINVAL } from '../../../model/kernel/errno.ts'
import { pgmapParts } from '../../../model/kernel/mm/pgmap/parts.ts'
import { memremapPages, type Registered } from '../../../model/kernel/mm/pgmap/registration.ts'
import { PRIVATE, bootPgmaps } from '../../../model/kernel/mm/pgmap/state.ts'
import { T1, translating } from '../kernel/machines.ts'
import { events, map } from '../kernel/ask.ts'
import { asMapped } from '../kernel/answers.ts'
import { PAGE, p2p, ram } from '../kernel/pages.ts'

describe('two bio_vecs of neighbouring page maps', () => {
  const LIMITS = { maxSegmentSize: 0x10000, maxSegments: 128 }
  const whole = (page: Bvec['page']): Bvec => ({ page, offset: 0, length: PAGE })
  const [a, b] = [whole(p2p(16, 1)), whole(p2p(17, 2))]
  it('stay two segments', () => {
    expect(physMergeable(blk612, LIMITS, a, b)).toBe(false)
    expect(physMergeable(blk612, LIMITS, a, whole(p2p(17, 1)))).toBe(true)
  })
  it('were one, before the test for the page map', () => {
    expect(physMergeable({ ...blk612, sameSegment: () => true }, LIMITS, a, b)).toBe(true)
  })
  it('L26: RAM and a BAR behind it stay two as well', () => {
    expect(physMergeable(blk612, LIMITS, whole(ram(15)), a)).toBe(false)
  })
})

describe('L31: sg_copy_to_buffer over [h, p]', () => {
  const list = [ram(1), p2p(16)]
  it('touches the BAR, and nothing in it asks', () => {
    expect(list.map(({ type }) => helperAccess('sg_copy_buffer', type, 'x86'))).toEqual(['cached', 'uncached'])
    expect(list.map(({ type }) => helperAccess('sg_copy_buffer', type, 'arm64'))).toEqual(['cached', 'device memory'])
  })
  it('what only describes the pages leaves them alone', () => {
    for (const helper of ['sg_phys', 'dma_map_sgtable'] as const)
      expect(list.map(({ type }) => helperAccess(helper, type, 'x86'))).toEqual(['untouched', 'untouched'])
  })
})

describe('L32: parity over [p]', () => {
  it('would read the BAR', () => {
    expect(helperAccess('kmap_local_page', p2p(16).type, 'x86')).toBe('uncached')
  })
  it('does not come to it: a queue on top of NVMe does not say that it can do with peer memory', () => {
    const nvme = new Set(['BLK_FEAT_PCI_P2PDMA'] as const)
    expect(allowsP2p(nvme)).toBe(true)
    expect(allowsP2p(stack(new Set(), [nvme, nvme]))).toBe(false)
  })
})

/** Never called: each line that is expected not to compile fails `npm run types` if it does. */
export const decoding = (dma: Dma): unknown[] => [
  // @ts-expect-error a dma_addr_t is no CPU physical address
  physToBus(dma, 0),
  // @ts-expect-error nor a bus address, of which one could ask whose BAR it is
  busToPhys(dma, 0),
  // @ts-expect-error nor is it handed over twice
  handOver(dma),
  onTheWire(dma),
]

describe('L63: who the memory belongs to cannot be read from a dma_addr_t', () => {
  it('behind an IOMMU devices of two groups have the same number for different memory', () => {
    const file = translating(T1)
    const steps = [map('b', 'B', { ram: 0x1000 }), map('e', 'E', { ram: 0x5000 })]
    const [b, e] = events(file, steps).map(({ outcome }) => asMapped(outcome).table[0].dma)
    expect(b).toBeDefined()
    expect(e).toBe(b)
  })
})

describe('L41: private memory of nobody', () => {
  const registered = (owner: boolean): Registered => {
    const c = { s: bootPgmaps(), parts: pgmapParts }
    return memremapPages(c, 1, { type: PRIVATE, ranges: [{ start: 0, count: 512 }], ops: 'both', owner, sysram: false })
  }
  it('is refused where it is registered', () => {
    expect(registered(false)).toEqual({ rc: -EINVAL })
    expect(registered(true)).toEqual({ rc: 0 })
  })
  it('so that a request without an owner is told of nobody’s memory', () => {
    expect(mmParts.toldTo('X', undefined)).toBe(false)
    expect(mmParts.toldTo('X', 'X')).toBe(true)
  })
})
