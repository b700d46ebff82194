/**
 * Belief: bounce buffers (`kernel/dma/swiotlb.c`, Linux 6.12): RAM that stands in for memory which a
 * device cannot or may not reach. The CPU copies between the two.
 *
 * The pool is the last MiB of the first RAM range, whose addresses every device can hold; where Linux puts
 * it is of no consequence here.
 */
import { PAGE, advance, alignDown, alignUp, overlaps, within, type Phys } from '../../address.ts'
import type { Machine } from '../../machine/columns.ts'
import type { SyncFor } from '../design.ts'
import type { Bounce, CpuTouch } from '../effects.ts'
import type { Direction } from '../lib/scatterlist.ts'
import type { Kernel } from '../state.ts'

const POOL_SIZE = 0x100000
/** `swiotlb_max_mapping_size`: 128 slots of 2 KiB. */
const LARGEST = 0x40000

/**
 * A slot for bytes of function `f`, from the beginning of a page on: Linux keeps their offset only for a driver that asks for it
 * (`dma_set_min_align_mask`; NVMe's does). undefined: the pool is full, or they are too many.
 */
export const bounce = (
  k: Kernel,
  m: Machine,
  f: number,
  phys: Phys,
  length: number,
): { k: Kernel; bounce: Bounce } | undefined => {
  const ram = m.ram.find(({ type }) => type === 'RAM')
  const pool = poolOf(ram)
  if (ram === undefined || pool === undefined || length > LARGEST) return undefined
  const needed = alignUp(length, PAGE)
  for (let at = pool; at + needed <= pool + POOL_SIZE; at += PAGE) {
    if (k.bounced.some((b) => overlaps(b.slot, alignUp(b.length, PAGE), at, needed))) continue
    const taken: Bounce = { slot: advance(ram.base, at - ram.base), phys, length }
    const everBounced = k.everBounced.has(f) ? k.everBounced : new Set(k.everBounced).add(f)
    return { k: { ...k, everBounced, bounced: [...k.bounced, taken] }, bounce: taken }
  }
  return undefined
}

type Ram = Machine['ram'][number]

const poolOf = (ram: Ram | undefined): number | undefined =>
  ram === undefined || ram.size < POOL_SIZE ? undefined : alignDown(ram.base + ram.size - POOL_SIZE, PAGE)

/**
 * DD-8, `swiotlb_search_pool_area`: BUG_ON where no slot is asked for, as for no bytes. Where no pool lies below 4 GiB there is none, and
 * nobody looks.
 */
export const isBug = (m: Machine, length: number): boolean => {
  const pool = poolOf(m.ram.find(({ type }) => type === 'RAM'))
  return length === 0 && pool !== undefined && pool + POOL_SIZE <= 2 ** 32
}

/** DD-9, `swiotlb_tbl_map_single`: whatever the direction, so that bytes that the device does not write come back as they were. */
export const copyIn = ({ slot, phys, length }: Bounce, how: CpuTouch['how'] = 'bounce'): CpuTouch => ({
  phys,
  length,
  how,
  copied: { from: phys, to: slot },
})

/** `swiotlb_tbl_unmap_single` */
export const copyOut = ({ slot, phys, length }: Bounce, how: CpuTouch['how'] = 'bounce'): CpuTouch => ({
  phys,
  length,
  how,
  copied: { from: slot, to: phys },
})

/** The slots given back. */
export const release = (k: Kernel, slots: readonly Bounce[]): Kernel =>
  slots.length === 0 ? k : { ...k, bounced: k.bounced.filter((b) => !slots.some(({ slot }) => slot === b.slot)) }

/**
 * The bytes that the CPU copies between a slot and what it stands in for when either is handed over (`swiotlb_bounce`):
 * the slot is found by its number alone, and nobody asks whose it is.
 */
export const copiesAt = (k: Kernel, slot: Phys, length: number, direction: Direction, by: SyncFor): CpuTouch[] => {
  if (direction === (by === 'cpu' ? 'DMA_TO_DEVICE' : 'DMA_FROM_DEVICE')) return []
  const taken = k.bounced.find((b) => within(slot, b.slot, b.length))
  if (taken === undefined) return []
  const skipped = slot - taken.slot
  const bytes: Bounce = {
    slot,
    phys: advance(taken.phys, skipped),
    length: Math.min(length, taken.length - skipped),
  }
  return [by === 'cpu' ? copyOut(bytes) : copyIn(bytes)]
}
