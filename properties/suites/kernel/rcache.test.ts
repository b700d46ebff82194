/** What an allocator of IOVAs remembers, where somebody asks for Linux's own bases (`drivers/iommu/iova.c`, DI-5). */
import { describe, expect, it } from 'vitest'
import type { Iova } from '../../../model/address.ts'
import { allocate, free } from '../../../model/kernel/iommu/iova.ts'
import { remembering } from '../../../model/kernel/iommu/rcache.ts'
import { freshKernel, type Kernel } from '../../../model/kernel/state.ts'
import { GIB, PAGE, T1_LISTED, fn, powered, translating } from './machines.ts'

const hw = powered(translating(T1_LISTED))
const f = fn(hw, 'B')
const TOP = 4 * GIB

/** Ranges of so many pages, each with every base that it may have; the first is taken. */
const taken = (k: Kernel, ...sizes: number[]): { readonly k: Kernel; readonly bases: number[] } => {
  const bases: number[] = []
  for (const size of sizes) {
    const range = allocate(k, hw, f, size * PAGE, () => 0)!
    k = range.k
    bases.push(range.base)
  }
  return { k, bases }
}
/** How many bases a range of so many pages may have. */
const choices = (k: Kernel, size: number): number => {
  let many = 1
  allocate(k, hw, f, size * PAGE, (_, n) => ((many = n), 0))
  return many
}
const back = (k: Kernel, base: number): Kernel => free(k, hw, f, base as unknown as Iova)
const asked = remembering(freshKernel)

describe('an allocator that remembers', () => {
  it('gives what was given back to the next range of its size', () => {
    const { k, bases } = taken(asked, 1, 1, 1)
    expect(bases).toEqual([TOP - PAGE, TOP - 2 * PAGE, TOP - 3 * PAGE])
    expect(taken(back(k, bases[1]), 1).bases).toEqual([bases[1]])
  })

  it('gives it to no range of another size', () => {
    const { k, bases } = taken(asked, 4, 1)
    expect(taken(back(k, bases[0]), 2).bases).toEqual([TOP - 8 * PAGE])
  })

  it('looks for a new one below the last new one', () => {
    const { bases } = taken(asked, 1, 4, 1)
    expect(bases).toEqual([TOP - PAGE, TOP - 8 * PAGE, TOP - 9 * PAGE])
    // Any other takes the hole that alignment has left.
    expect(taken(freshKernel, 1, 4, 1).bases[2]).toBe(TOP - 2 * PAGE)
  })

  it('makes a hole of what is too long to be kept', () => {
    const { k, bases } = taken(asked, 64, 1)
    expect(bases[1]).toBe(TOP - 65 * PAGE)
    expect(taken(back(k, bases[0]), 1, 2).bases).toEqual([TOP - PAGE, TOP - 4 * PAGE])
    // Without the hole above it is looked for below the last one.
    expect(taken(k, 1).bases).toEqual([TOP - 66 * PAGE])
  })

  it('has no choice but among kept ranges of a size', () => {
    const { k, bases } = taken(asked, 1, 1)
    expect(choices(k, 1)).toBe(1)
    expect(choices(back(back(k, bases[0]), bases[1]), 1)).toBe(2)
  })
})
