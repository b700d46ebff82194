/**
 * A provider that is unbound, as Linux 6.12.117 has it: AR-11 and LAT-23. What is expected was read in
 * `drivers/pci/p2pdma.c` and `mm/memremap.c`.
 */
import { describe, expect, it } from 'vitest'
import type { Phys } from '../../../../model/address.ts'
import { ENODEV } from '../../../../model/kernel/errno.ts'
import { SUBSECTION } from '../../../../model/kernel/pci/p2pmem-resource.ts'
import { mmapP2pmem, pinPage, unbind, unpinPage } from '../../../../model/kernel/pci/p2pmem-user.ts'
import { freeP2pmem, noP2pmem } from '../../../../model/kernel/pci/p2pmem.ts'
import { PAGE } from '../pages.ts'
import { F, at, added, one, two, refs, alloc, call } from './provider.ts'

describe('AR-11: unbinding the provider', () => {
  it('is none of the other providers’ business', () => {
    const both = added(one, SUBSECTION, SUBSECTION, F + 1)
    const { k, end } = unbind(both, F)
    expect([end, [...k.providers.keys()]]).toEqual(['gone', [F + 1]])
    expect(unbind(k, F)).toEqual({ k, end: 'gone' })
  })
  it('is a BUG where a page of any chunk is still taken', () => {
    const { k, phys } = alloc(alloc(two, PAGE).k, 2 * PAGE)
    const half = freeP2pmem(k, F, phys, PAGE)!
    const whole = freeP2pmem(half, F, (phys + PAGE) as Phys, PAGE)!
    expect(refs(whole)).toEqual([0, 0])
    expect(unbind(whole, F).end).toBe('BUG')
  })
  it('takes mappings away by itself, and waits for what the kernel holds', () => {
    const mapped = mmapP2pmem(true, one, F, call).k
    expect(unbind(mapped, F)).toEqual({ k: { ...one, providers: new Map() }, end: 'gone' })
    const { k, phys } = alloc(mapped, PAGE)
    const waiting = unbind(k, F)
    expect(waiting.end).toBe('waits')
    expect(refs(waiting.k)).toEqual([1])
    expect(unbind(freeP2pmem(waiting.k, F, phys, PAGE)!, F).end).toBe('gone')
  })
  it('waits for pins, which outlive the mapping', () => {
    const { k, phys = at(0) } = mmapP2pmem(true, one, F, call)
    const waiting = unbind(pinPage(k, F, phys), F)
    expect([waiting.end, refs(waiting.k)]).toEqual(['waits', [1]])
    expect(unbind(unpinPage(waiting.k, F, phys), F).end).toBe('gone')
  })
  it('LAT-23: the one file is gone for all chunks as soon as the newest is', () => {
    const older = alloc(alloc(two, SUBSECTION).k, PAGE)
    const mapped = mmapP2pmem(true, older.k, F, call)
    expect(refs(mapped.k)).toEqual([1, 4])
    const { k, end } = unbind(mapped.k, F)
    expect([end, refs(k)]).toEqual(['waits', [1, 1]])
    expect(k.providers.get(F)!.chunks.map(({ live }) => live)).toEqual([false, true])
    expect(mmapP2pmem(true, k, F, call).rc).toBe(-ENODEV)
  })
  it('of a function without a pool ends at once', () => {
    expect(unbind(noP2pmem, F)).toEqual({ k: noP2pmem, end: 'gone' })
  })
})
