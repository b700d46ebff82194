/**
 * Belief: bounce buffers (`kernel/dma/swiotlb.c`, Linux 6.12): RAM that stands in for memory which a
 * device cannot or may not reach. The CPU copies between the two.
 *
 * The pool is the last MiB of the first RAM range, whose addresses every device can hold; where Linux puts
 * it is of no consequence here.
 */
import { PAGE, advance, alignDown, alignUp, overlaps, type Phys } from '../../address.ts'
import type { Machine } from '../../machine/columns.ts'
import type { Bounce } from '../effects.ts'
import type { Kernel } from '../state.ts'

const POOL_SIZE = 0x100000
/** `swiotlb_max_mapping_size`: 128 slots of 2 KiB. */
const LARGEST = 0x40000

/**
 * A slot for the bytes, from the beginning of a page on: Linux keeps their offset only for a driver that asks for it
 * (`dma_set_min_align_mask`; NVMe's does). undefined: the pool is full, or they are too many.
 */
export const bounce = (
  k: Kernel,
  m: Machine,
  phys: Phys,
  length: number,
): { k: Kernel; bounce: Bounce } | undefined => {
  const ram = m.ram.find(({ type }) => type === 'RAM')
  if (ram === undefined || length > LARGEST || ram.size < POOL_SIZE) return undefined
  const pool = alignDown(ram.base + ram.size - POOL_SIZE, PAGE)
  const needed = alignUp(length, PAGE)
  for (let at = pool; at + needed <= pool + POOL_SIZE; at += PAGE) {
    if (k.bounced.some((b) => overlaps(b.slot, alignUp(b.length, PAGE), at, needed))) continue
    const taken: Bounce = { slot: advance(ram.base, at - ram.base), phys, length }
    return { k: { ...k, bounced: [...k.bounced, taken] }, bounce: taken }
  }
  return undefined
}

/** The slots given back. */
export const release = (k: Kernel, slots: readonly Bounce[]): Kernel =>
  slots.length === 0 ? k : { ...k, bounced: k.bounced.filter((b) => !slots.some(({ slot }) => slot === b.slot)) }
