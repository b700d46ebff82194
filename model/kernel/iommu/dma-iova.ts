/**
 * Belief: an IOVA range that a driver fills itself (`dma_iova_try_alloc`, `dma_iova_link`, `dma_iova_unlink`, `dma_iova_free`,
 * drivers/iommu/dma-iommu.c, Linux 6.16; NW-13): read in its source, and judged by nobody.
 */
import { PAGE, advance, alignUp, overlaps } from '../../address.ts'
import type { Hw } from '../../machine/columns.ts'
import { usesIommu } from '../dma/mapping.ts'
import type { Call } from '../design.ts'
import { EADDRINUSE, EINVAL, EIO } from '../errno.ts'
import type { Direction } from '../lib/scatterlist.ts'
import type { Parts } from '../parts.ts'
import type { Kernel } from '../state.ts'
import { synced } from './device-tlb.ts'
import { mapRows, permissions, tableOf, unmapRange } from './domain.ts'
import { allocate, free } from './iova.ts'
import type { IovaState, Link, LinkAnswer } from './iova-state.ts'

/** `dma_iova_try_alloc`; undefined: the client has none of these ranges, and each piece of memory is mapped by itself. */
export const tryAlloc = (
  { k, hw, choose }: Call<Kernel>,
  client: number,
  size: number,
): { readonly k: Kernel; readonly state: IovaState } | undefined => {
  if (size === 0 || !usesIommu(hw, client)) return undefined
  const range = allocate(k, hw, hw.machine.clientFunction[client], alignUp(size, PAGE), choose)
  return range && { k: range.k, state: { base: range.base, size } }
}

/**
 * `dma_iova_link`: the tables with one row more, or a negative errno. Only what is linked first may begin inside a page, and only what is
 * linked last may end inside one.
 */
export const link = (
  hw: Hw,
  client: number,
  { base }: IovaState,
  direction: Direction,
  { offset, phys, length, mmio }: Link,
): LinkAnswer => {
  const f = hw.machine.clientFunction[client]
  const skipped = phys % PAGE
  if (skipped !== 0 && offset > 0) return -EIO
  if (offset % PAGE !== 0) return -EINVAL
  const [iova, size] = [advance(base, offset), alignUp(length + skipped, PAGE)]
  if (tableOf(hw, f).some((row) => overlaps(row.iova, row.size, iova, size))) return -EADDRINUSE
  const row = { iova, phys: advance(phys, -skipped), size, ...permissions(direction) }
  return mapRows(hw, f, [mmio ? { ...row, mmio } : row])
}

/** `dma_iova_unlink`: so many bytes from an offset on leave the table; what they led to is not asked. */
export const unlink = (
  parts: Parts,
  hw: Hw,
  client: number,
  { base }: IovaState,
  offset: number,
  length: number,
): Hw['domains'] => {
  const f = hw.machine.clientFunction[client]
  const range = { iova: advance(base, offset), size: alignUp(length, PAGE) }
  return synced(parts, { ...hw, domains: unmapRange(hw, f, range.iova, range.size) }, f, [range])
}

/** `dma_iova_free`: the range goes back to the allocator, whatever is still linked in it. */
export const freeIova = ({ k, hw }: Pick<Call<Kernel>, 'k' | 'hw'>, client: number, { base }: IovaState): Kernel =>
  free(k, hw, hw.machine.clientFunction[client], base)

/** The four as parts of a kernel from 6.16 on. */
export const iovaParts: Pick<Parts, 'iovaTryAlloc' | 'iovaLink' | 'iovaUnlink' | 'iovaFree'> = {
  iovaTryAlloc: (_, call, client, size) => tryAlloc(call, client, size),
  iovaLink: (_, { hw }, client, state, direction, memory) => link(hw, client, state, direction, memory),
  iovaUnlink: (parts, { hw }, client, state, length) => unlink(parts, hw, client, state, 0, length),
  iovaFree: (_, call, client, state) => freeIova(call, client, state),
}
