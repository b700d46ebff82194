/**
 * NVMe over P2P memory, as Linux 6.12.117 has it: BK-6 to BK-8, CA-9 and DX-13. What is expected was read in
 * `block/` and `drivers/nvme/`.
 */
import { describe, expect, it } from 'vitest'
import { allowsP2p, stack, startRequest, type Features } from '../../../../model/kernel/block/blk.ts'
import type { Bvec } from '../../../../model/kernel/block/bvec.ts'
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
  type Namespace,
} from '../../../../model/kernel/nvme/nvmet.ts'
import { extractUserPages } from '../../../../model/kernel/mm/gup.ts'
import { gup612 } from '../../../../model/kernel/mm/gup-page.ts'
import { PAGE, p2p, ram } from '../pages.ts'
import { WIDE, bvec, bio } from './bios.ts'

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
