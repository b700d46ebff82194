/**
 * What a provider may add, as Linux 6.12.117 has it: AR-1 to AR-3, AR-6, AR-13 and LAT-24. What is expected was read in
 * `drivers/pci/p2pdma.c` and `mm/memremap.c`.
 */
import { describe, expect, it } from 'vitest'
import { EEXIST, EINVAL, ENOMEM, ENXIO, EOPNOTSUPP } from '../../../../model/kernel/errno.ts'
import {
  SUBSECTION,
  WITHOUT_P2PDMA,
  addP2pResource,
  checkResource,
} from '../../../../model/kernel/pci/p2pmem-resource.ts'
import { hasP2pmem, noP2pmem, publish } from '../../../../model/kernel/pci/p2pmem.ts'
import { PAGE } from '../pages.ts'
import { MEBIBYTE, bar, F, at, added, one, two, rcOf, free } from './provider.ts'

describe('AR-1: what can be added', () => {
  it('memory only, within the BAR', () => {
    expect(rcOf(noP2pmem, 0, 0, { ...bar, isMemory: false })).toBe(-EINVAL)
    expect(rcOf(noP2pmem, 0, 0, { ...bar, length: 0 })).toBe(-EINVAL)
    expect(rcOf(noP2pmem, 0, bar.length)).toBe(-EINVAL)
    expect(rcOf(noP2pmem, SUBSECTION, bar.length - SUBSECTION)).toBe(0)
    expect(rcOf(noP2pmem, 2 * SUBSECTION, bar.length - SUBSECTION)).toBe(-EINVAL)
  })
  it('size 0 means the rest', () => {
    expect(free(added(noP2pmem, 0, 6 * MEBIBYTE)) * PAGE).toBe(10 * MEBIBYTE)
  })
  it('LAT-24: size + offset wraps at 2^64, so the check lets a huge size pass; struct pages then fail it', () => {
    const huge = -SUBSECTION
    expect(checkResource(bar, huge, 2 * SUBSECTION)).toBe(0)
    expect(checkResource(bar, huge, 0)).toBe(-EINVAL)
    expect(rcOf(noP2pmem, huge, 2 * SUBSECTION)).toBe(-EINVAL)
    expect(checkResource(bar, 0, -1)).toBe(-EINVAL)
  })
})

describe('AR-2, AR-3, AR-6: one pgmap for each call', () => {
  it('later calls of a function share its pool', () => {
    const chunks = two.providers.get(F)!.chunks
    expect(chunks.map(({ phys }) => phys)).toEqual([at(SUBSECTION), at(0)])
  })
  it('struct pages come in pieces of 2 MiB: EINVAL for a start or a size between', () => {
    expect(rcOf(noP2pmem, MEBIBYTE, 0)).toBe(-EINVAL)
    expect(rcOf(noP2pmem, SUBSECTION, MEBIBYTE)).toBe(-EINVAL)
    expect(rcOf(noP2pmem, SUBSECTION, 0, { ...bar, start: at(PAGE) })).toBe(-EINVAL)
  })
  it('the same range twice is ENOMEM, and so is one that begins or ends in another', () => {
    expect(rcOf(one, SUBSECTION, 0)).toBe(-ENOMEM)
    const middle = added(noP2pmem, SUBSECTION, SUBSECTION)
    expect(rcOf(middle, 2 * SUBSECTION, 0)).toBe(-ENOMEM)
    expect(rcOf(middle, 2 * SUBSECTION, SUBSECTION)).toBe(-ENOMEM)
    expect(rcOf(middle, SUBSECTION, 0)).toBe(0)
  })
  it('one that hides another inside is EEXIST, because only the ends are looked up', () => {
    expect(rcOf(added(noP2pmem, SUBSECTION, SUBSECTION), 3 * SUBSECTION, 0)).toBe(-EEXIST)
  })
  it('RAM is ENXIO, and is asked for before alignment', () => {
    const ram = [{ base: at(0), size: PAGE }]
    expect(addP2pResource(noP2pmem, F, bar, MEBIBYTE, 0, { ram }).rc).toBe(-ENXIO)
  })
  it('pgmaps of other functions count as well', () => {
    expect(addP2pResource(one, 6, bar, SUBSECTION, 0).rc).toBe(-ENOMEM)
  })
  it('a failure leaves the pool that it made, empty, and a published flag as it was', () => {
    const failed = addP2pResource(noP2pmem, F, bar, MEBIBYTE, 0).k
    expect(failed.providers.get(F)!.chunks).toEqual([])
    const published = publish(one, F, true)
    expect(hasP2pmem(addP2pResource(published, F, bar, MEBIBYTE, 0).k, F)).toBe(true)
    expect(addP2pResource(noP2pmem, F, bar, 0, bar.length).k.providers.size).toBe(0)
  })
})

describe('AR-13: a kernel without CONFIG_PCI_P2PDMA', () => {
  it('adds nothing, reaches nothing, and takes any text for "off"', () => {
    expect(WITHOUT_P2PDMA).toMatchObject({ addResource: -EOPNOTSUPP, distanceMany: -1, mapSegment: 'NOT_SUPPORTED' })
    expect(WITHOUT_P2PDMA.enableStore).toEqual({ rc: 0, use: false })
  })
})
