/** A page map that goes while others use it: PM-20 to PM-22, PM-25 and PM-26, mm/memremap.c, Linux 6.12.117. */
import { describe, expect, it } from 'vitest'
import type { Mm } from '../../../../model/kernel/mm/parts.ts'
import { called, newMm, stepping } from './stepping.ts'

const DEVICE = 7
const ENXIO = -6
const OF_A = { device: DEVICE, map: 'A' }
/** Frames 1 and 2 are of A, and those beside them of other maps. */
const maps = (pageHoldsMap = true): Mm =>
  newMm(
    ['Z', 'A', 'B'].map((name) => ({ name, type: 'private', owner: name, pages: name === 'Z' ? 1 : 2 })),
    { pageHoldsMap },
  )
const [BEFORE, FIRST, LAST, BEHIND] = [1, 2, 3, 4]
const lookUp = (k: Mm): unknown => called(k, 'get_dev_pagemap', OF_A)
const unmap = (k: Mm): unknown => called(k, 'memunmap_pages', OF_A)

describe('memunmap_pages', () => {
  it.each([
    ['of the map before', BEFORE, undefined],
    ['its first one', FIRST, 'waits'],
    ['its last one', LAST, 'waits'],
    ['of the map behind', BEHIND, undefined],
  ])('waits while a page of it is in use: %s (PM-22)', (_, frame, end) => {
    const k = maps()
    k.w.pages[frame].refs = 1
    expect(unmap(k)).toBe(end)
    expect([k.w.maps['A'].dying, k.w.maps['A'].unmapped ?? false]).toEqual([true, end === undefined])
  })

  it('does not wait for a page where pages do not hold their map', () => {
    const k = maps(false)
    k.w.pages[FIRST].refs = 1
    expect(unmap(k)).toBeUndefined()
  })

  it('waits for whoever looked it up, wherever its pages are (PM-20)', () => {
    const k = maps(false)
    const looking = stepping(k, 'get_dev_pagemap', OF_A)
    looking.to('put')
    expect(unmap(k)).toBe('waits')
    expect(looking.end()).toBe(0)
    expect(unmap(k)).toBeUndefined()
    expect(k.w.maps['A']).toMatchObject({ dying: true, unmapped: true, exited: true, holders: 0, finders: 0 })
  })

  it('does not wait for memory that is lent, which has no struct page', () => {
    const k = maps()
    k.w.pages[LAST].refs = 1
    k.w.buffers[0] = { frame: LAST } as never
    expect(unmap(k)).toBeUndefined()
  })

  it('frees its reference when nobody can be about to use it (PM-26)', () => {
    const k = maps()
    const looking = stepping(k, 'get_dev_pagemap', OF_A)
    looking.to('get')
    const going = stepping(k, 'memunmap_pages', OF_A)
    going.to('synchronize')
    expect(going.step().kind).toBe('waits')
    expect(looking.end()).toBe(ENXIO)
    expect(going.end()).toBeUndefined()
    expect(k.w.usedFreed).toEqual([])
  })
})

describe('get_dev_pagemap', () => {
  it('finds a map, and gives it back', () => {
    const k = maps()
    expect([lookUp(k), lookUp(k), k.w.maps['A'].holders, k.w.maps['A'].finders]).toEqual([0, 0, 0, 0])
  })

  it('has no reference of a map that is going, and finds none that is gone (PM-21)', () => {
    const k = maps()
    stepping(k, 'memunmap_pages', OF_A).to('unmap')
    expect([lookUp(k), k.w.maps['A'].holders ?? 0]).toEqual([ENXIO, 0])
    unmap(k)
    expect(stepping(k, 'get_dev_pagemap', OF_A).step()).toEqual({ kind: 'returned', value: ENXIO })
    expect(k.w.maps['A'].finders).toBe(0)
  })

  it('uses what is freed, once, where the reference went first (S39)', () => {
    const k = maps()
    const looking = stepping(k, 'get_dev_pagemap', OF_A)
    looking.to('get')
    k.w.maps['A'].exited = true
    expect(looking.end()).toBe(0)
    expect(k.w.usedFreed).toEqual([{ what: 'page map', device: DEVICE }])
    k.w.maps['B'].exited = true
    called(k, 'get_dev_pagemap', { device: DEVICE + 1, map: 'B' })
    expect(k.w.usedFreed).toHaveLength(2)
  })
})
