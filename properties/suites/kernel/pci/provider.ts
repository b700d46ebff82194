/**
 * A provider with two chunks of memory, and what the suites of its pool ask of it.
 */
import { expect } from 'vitest'
import type { Bus, Phys } from '../../../../model/address.ts'
import type { MmapRequest } from '../../../../model/kernel/design.ts'
import { SUBSECTION, addP2pResource, type Bar } from '../../../../model/kernel/pci/p2pmem-resource.ts'
import { allocP2pmem, noP2pmem, type P2pmem } from '../../../../model/kernel/pci/p2pmem.ts'

export const MEBIBYTE = 0x100000
export const START = 0x40000000
export const OFFSET = 0x80000000
/** 16 MiB of memory at 1 GiB; the bus sees it at 3 GiB. */
export const bar: Bar = { isMemory: true, length: 16 * MEBIBYTE, start: START as Phys, bus: (START + OFFSET) as Bus }
export const F = 5
export const at = (bytes: number): Phys => (START + bytes) as Phys

export const added = (k: P2pmem, size: number, offset: number, f = F): P2pmem => {
  const { k: after, rc } = addP2pResource(k, f, bar, size, offset)
  expect(rc).toBe(0)
  return after
}
/** Chunk 0: the first 2 MiB; chunk 1, newer: the next. */
export const one = added(noP2pmem, SUBSECTION, 0)
export const two = added(one, SUBSECTION, SUBSECTION)
export const rcOf = (k: P2pmem, size: number, offset: number, of = bar): number =>
  addP2pResource(k, F, of, size, offset).rc
export const refs = (k: P2pmem): number[] => k.providers.get(F)!.chunks.map((chunk) => chunk.refs)
export const free = (k: P2pmem): number =>
  k.providers.get(F)!.chunks.reduce((sum, { pages, taken }) => sum + pages - taken.size, 0)
export const alloc = (k: P2pmem, size: number): { k: P2pmem; phys: Phys } => {
  const { k: after, phys } = allocP2pmem(k, F, size)
  expect(phys).toBeDefined()
  return { k: after, phys: phys! }
}

export const call: MmapRequest = { shared: true, pgoff: 0, pages: 3, failsAt: undefined }
