/**
 * The pool of a provider and the kernel's own use of it, as Linux 6.12.117 has them: AR-5, AR-7 to AR-9. What is
 * expected was read in `drivers/pci/p2pdma.c` and `lib/genalloc.c`.
 */
import { describe, expect, it } from 'vitest'
import type { Phys } from '../../../../model/address.ts'
import { SUBSECTION } from '../../../../model/kernel/pci/p2pmem-resource.ts'
import { unbind } from '../../../../model/kernel/pci/p2pmem-user.ts'
import {
  allocP2pmem,
  allocSgl,
  freeP2pmem,
  freeSgl,
  hasP2pmem,
  noP2pmem,
  publish,
  virtToBus,
} from '../../../../model/kernel/pci/p2pmem.ts'
import { PAGE } from '../pages.ts'
import { START, OFFSET, F, at, one, two, refs, free, alloc } from './provider.ts'

describe('AR-5: bus addresses', () => {
  it('are the BAR’s as its bus sees them', () => {
    expect(virtToBus(two, F, at(SUBSECTION + 0x123))).toBe(START + OFFSET + SUBSECTION + 0x123)
    expect(virtToBus(two, 6, at(0))).toBe(0)
    expect(virtToBus(two, F, at(2 * SUBSECTION))).toBe(-1)
  })
})

describe('AR-7: publishing', () => {
  it('is a flag of the function, and means nothing without a pool', () => {
    expect(hasP2pmem(publish(one, F, true), F)).toBe(true)
    expect(hasP2pmem(publish(publish(one, F, true), F, false), F)).toBe(false)
    expect(hasP2pmem(one, F)).toBe(false)
    expect(publish(noP2pmem, F, true)).toBe(noP2pmem)
  })
  it('is not asked for by those who allocate', () => {
    expect(allocP2pmem(one, F, PAGE).phys).toBe(at(0))
  })
})

describe('AR-8: allocating', () => {
  it('rounds up to pages, takes one reference whatever the size, and looks into the newest chunk first', () => {
    const { k, phys } = alloc(two, 3 * PAGE - 1)
    expect(phys).toBe(at(SUBSECTION))
    expect(free(two) - free(k)).toBe(3)
    expect(refs(k)).toEqual([1, 0])
    expect(alloc(k, PAGE).phys).toBe(at(SUBSECTION + 3 * PAGE))
  })
  it('takes the first hole that is large enough', () => {
    const [a, b] = [alloc(one, 2 * PAGE), alloc(alloc(one, 2 * PAGE).k, 2 * PAGE)]
    const hole = freeP2pmem(b.k, F, a.phys, 2 * PAGE)!
    expect(alloc(hole, 3 * PAGE).phys).toBe(at(4 * PAGE))
    expect(alloc(hole, PAGE).phys).toBe(at(0))
  })
  it('never spans two chunks: one pgmap, one bus offset', () => {
    expect(allocP2pmem(two, F, SUBSECTION + PAGE)).toEqual({ k: two })
    expect(alloc(alloc(two, SUBSECTION).k, SUBSECTION).phys).toBe(at(0))
  })
  it('gives nothing where nothing is: no pool, no room, no bytes', () => {
    expect(allocP2pmem(one, 6, PAGE)).toEqual({ k: one })
    const empty = alloc(one, SUBSECTION).k
    expect(allocP2pmem(empty, F, PAGE)).toEqual({ k: empty })
    for (const k of [one, alloc(one, PAGE).k]) expect(allocP2pmem(k, F, 0)).toEqual({ k })
  })
  it('freeing gives back pages and reference; a wrong address, size or a second time is a BUG()', () => {
    const { k, phys } = alloc(one, 2 * PAGE)
    expect(freeP2pmem(k, F, phys, 2 * PAGE)).toEqual(one)
    expect(freeP2pmem(one, F, phys, PAGE)).toBeUndefined()
    expect(freeP2pmem(k, F, phys, 3 * PAGE)).toBeUndefined()
    expect(freeP2pmem(k, F, at(-PAGE), PAGE)).toBeUndefined()
    expect(freeP2pmem(k, F, at(SUBSECTION), PAGE)).toBeUndefined()
    const all = alloc(one, SUBSECTION)
    expect(freeP2pmem(all.k, F, all.phys, SUBSECTION + PAGE)).toBeUndefined()
  })
  it('an allocation may be all of a chunk, and go back; without a pool nothing can', () => {
    const all = alloc(one, SUBSECTION)
    expect(freeP2pmem(all.k, F, all.phys, SUBSECTION)).toEqual(one)
    expect(freeP2pmem(noP2pmem, F, at(0), PAGE)).toBeUndefined()
    expect(hasP2pmem(noP2pmem, F)).toBe(false)
  })
  it('freeing in two halves drops two references for one', () => {
    const { k, phys } = alloc(alloc(one, PAGE).k, 2 * PAGE)
    const half = freeP2pmem(k, F, phys, PAGE)!
    const whole = freeP2pmem(half, F, (phys + PAGE) as Phys, PAGE)!
    expect([k, half, whole].map((state) => refs(state)[0])).toEqual([2, 1, 0])
    expect(unbind(whole, F).end).toBe('BUG')
  })
  it('while a pgmap is going away, room found there is none, and no other chunk is tried', () => {
    const held = alloc(two, PAGE)
    const { k, end } = unbind(held.k, F)
    expect(end).toBe('waits')
    expect(k.providers.get(F)!.chunks.map(({ live }) => live)).toEqual([false, true])
    expect(allocP2pmem(k, F, PAGE)).toEqual({ k })
    expect(allocP2pmem(k, F, SUBSECTION).phys).toBe(at(0))
  })
})

describe('AR-9: a scatterlist', () => {
  it('is one entry of the length asked for, not rounded', () => {
    const { k, table } = allocSgl(two, F, PAGE + 1)
    expect(table).toEqual([
      { provider: F, pgmap: at(SUBSECTION), phys: at(SUBSECTION), length: PAGE + 1, marked: false },
    ])
    expect(free(two) - free(k)).toBe(2)
    expect(freeSgl(k, table!)).toEqual(two)
    expect(allocSgl(one, F, 2 * SUBSECTION)).toEqual({ k: one })
  })
  it('has the page map of the chunk that had room', () => {
    expect(allocSgl(alloc(two, SUBSECTION).k, F, PAGE).table).toMatchObject([{ pgmap: at(0), phys: at(0) }])
  })
})
