/**
 * Belief: what the allocator of a domain remembers of earlier ranges (`iova_rcache_get`, `iova_rcache_insert`,
 * `__cached_rbnode_insert_update` of `drivers/iommu/iova.c`, Linux 6.12.117; DI-5).
 *
 * A range that is given back is kept for the next list of its size, and is no hole for any other. A new range is looked for below
 * the last new one. Which of several kept ranges comes back is up to each CPU's magazines. Where nobody asks for Linux's own bases
 * none of this is kept (`allocators` of the kernel), and a base is one of the few that matter (`iova.ts`).
 */
import type { Iova } from '../../address.ts'
import type { IovaRange } from '../effects.ts'

export interface Allocator {
  readonly kept: readonly IovaRange[]
  /** A new range below 4 GiB is looked for below this one (`cached32_node`). */
  readonly last: number
}
/** What of a kernel remembers. */
interface Remembers {
  readonly allocators?: ReadonlyMap<number, Allocator>
}
const FOUR_GIB = 2 ** 32
const FRESH: Allocator = { kept: [], last: Infinity }

/** The kernel with allocators that remember. */
export const remembering = <K extends Remembers>(k: K): K => ({ ...k, allocators: new Map() })

/** undefined: nothing is remembered. */
export const allocatorOf = ({ allocators }: Remembers, domain: number): Allocator | undefined =>
  allocators === undefined ? undefined : (allocators.get(domain) ?? FRESH)

/** Bases of kept ranges of that size; one of them is taken if there is one. */
export const keptBases = ({ kept }: Allocator, size: number, limit: number): Iova[] =>
  kept.flatMap((range) => (range.size === size && range.iova + size <= limit ? [range.iova] : []))

const withAllocator = <K extends Remembers>(k: K, domain: number, allocator: Allocator): K => ({
  ...k,
  allocators: new Map(k.allocators).set(domain, allocator),
})

/** The range is given out: it was kept, or is the last new one. */
export const givenOut = <K extends Remembers>(k: K, domain: number, base: Iova): K => {
  const before = allocatorOf(k, domain)
  if (before === undefined) return k
  const kept = before.kept.filter(({ iova }) => iova !== base)
  // What lies above 4 GiB is remembered apart.
  const isNew = kept.length === before.kept.length && base < FOUR_GIB
  return withAllocator(k, domain, { kept, last: isNew ? base : before.last })
}

/** A range that is given back is kept, or, too long for that, a hole again: `others` are the ranges that are left. */
export const givenBack = <K extends Remembers>(
  k: K,
  domain: number,
  range: IovaRange,
  mayKeep: boolean,
  others: readonly IovaRange[],
): K => {
  const before = allocatorOf(k, domain)
  if (before === undefined) return k
  if (mayKeep) return withAllocator(k, domain, { ...before, kept: [...before.kept, range] })
  if (range.iova < before.last || range.iova >= FOUR_GIB) return k
  const above = [...others, ...before.kept].map(({ iova }) => iova).filter((at) => at > range.iova)
  return withAllocator(k, domain, { ...before, last: Math.min(Infinity, ...above) })
}
