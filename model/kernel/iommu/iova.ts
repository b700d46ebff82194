/**
 * Belief: choosing IOVAs (`drivers/iommu/iova.c` and `dma-iommu.c`, Linux 6.12).
 *
 * Which free range an allocator takes is its own affair, so a base is a choice, from a few that matter
 * (DESIGN.md): the highest one as Linux searches, the lowest, and one inside the BAR of each device behind
 * the same host bridge. Linux reserves those windows (DI-14) and never takes the last; a design that
 * does not say how it allocates might. They are offered to all, and assumption
 * `iova-avoids-windows` says what it means that nobody takes one.
 */
import { ADDRESS_LIMIT, PAGE, alignDown, alignUp, iova, overlaps, physToBus, type Iova } from '../../address.ts'
import { chooseFrom, type Choose } from '../../choose.ts'
import { ROOT, hostWindows, type Hw, type Machine } from '../../machine/columns.ts'
import type { IovaRange } from '../effects.ts'
import type { Kernel } from '../state.ts'
import { allocatorOf, givenBack, givenOut, keptBases } from './rcache.ts'
import { reservedRegions } from './reserved.ts'

/** Sizes up to this are rounded to a power of two pages, so that they can be cached (DI-5). */
const CACHED = 32 * PAGE
const FOUR_GIB = 2 ** 32

/** DI-5, `iommu_dma_alloc_iova`: a range of `size` bytes for `f` and its base; undefined: ENOMEM. */
export const allocate = (
  k: Kernel,
  hw: Hw,
  f: number,
  size: number,
  choose: Choose,
): { readonly k: Kernel; readonly base: Iova } | undefined => {
  const domain = hw.attached[f]
  const taken = rangesOf(k, hw, f)
  const aligned = powerOfTwo(size)
  const asked: Asked = {
    aligned,
    length: size <= CACHED ? aligned : size,
    limit: 2 ** Math.min(hw.machine.dmaBits[f], 48),
  }
  const allocator = allocatorOf(k, domain)
  const kept = allocator === undefined ? [] : keptBases(allocator, asked.length, asked.limit)
  const blocked = [...taken, ...(allocator?.kept ?? []), ...reserved(hw, f)].map(
    ({ iova: start, size: bytes }) => [start, bytes] as const,
  )
  const search = (end: number): number | undefined =>
    highest(end > FOUR_GIB ? end : Math.min(end, allocator?.last ?? end), asked.length, aligned, blocked) ??
    (allocator && highest(end, asked.length, aligned, blocked))
  const below = kept[0] ?? (k.outgrown.has(f) ? undefined : search(Math.min(asked.limit, FOUR_GIB)))
  const top = below ?? search(asked.limit)
  if (top === undefined) return undefined
  const outgrown = below === undefined && asked.limit > FOUR_GIB ? new Set(k.outgrown).add(f) : k.outgrown
  const others = allocator === undefined ? anyBases(hw.machine, f, asked, top, taken, blocked) : kept.slice(1)
  const base = iova(chooseFrom(choose, 'base of the IOVA range', [top, ...others]))
  const iovas = new Map(k.iovas).set(domain, [...taken, { iova: base, size: asked.length }])
  return { k: givenOut({ ...k, outgrown, iovas }, domain, base), base }
}

interface Asked {
  /** A power of two of pages. */
  readonly aligned: number
  readonly length: number
  readonly limit: number
}

/** Bases that matter where it is not said which one Linux takes: besides the highest the lowest, and one inside each window. */
const anyBases = (
  m: Machine,
  f: number,
  { aligned, length, limit }: Asked,
  top: number,
  taken: readonly IovaRange[],
  blocked: readonly (readonly [number, number])[],
): number[] => {
  const bases: number[] = []
  const low = aligned
  const isFree = low + length <= limit && !blocked.some(([start, bytes]) => overlaps(start, bytes, low, length))
  if (low !== top && isFree) bases.push(low)
  for (const inside of insideWindows(m, f, aligned))
    if (inside + length <= limit && !taken.some((r) => overlaps(r.iova, r.size, inside, length))) bases.push(inside)
  return bases
}

/** What the allocator of the function's group has given out: a domain has one, whoever of the group asks (DI-17). */
export const rangesOf = (k: Kernel, { attached }: Hw, f: number): readonly IovaRange[] => k.iovas.get(attached[f]) ?? []

/**
 * The highest aligned base below `limit` that meets nothing blocked. What is given out from the top down is gone through twice, however
 * much it is.
 */
const highest = (
  limit: number,
  size: number,
  aligned: number,
  blocked: readonly (readonly [number, number])[],
): number | undefined => {
  let base = alignDown(limit - size, aligned)
  let moves = true
  while (moves) {
    moves = false
    for (const [start, bytes] of blocked)
      if (overlaps(start, bytes, base, size)) {
        base = alignDown(start - size, aligned)
        moves = true
      }
  }
  return base >= PAGE ? base : undefined
}

/** DI-14, `iova_reserve_pci_windows`, what lies between inbound windows, and the reserved regions of x86 and of firmware. */
const reserved = (hw: Hw, f: number): IovaRange[] => {
  const m = hw.machine
  // Linux asks the first member alone. Of several host bridges it is a VMD, in whose windows those of its domain lie.
  const windows = [...new Set([m.host[hw.attached[f]], m.host[f]])].flatMap((h) =>
    hostWindows(m, h).map(({ base, size }) => ({ iova: iova(physToBus(base, m.hostOffset[h])), size })),
  )
  return [...windows, ...reservedRegions(hw, f), ...(m.cpuVendor === 'other' ? gaps(m.hostInbound[m.host[f]]) : [])]
}

/**
 * What no inbound window takes, where firmware describes them to the kernel (not on x86). As in Linux the first page of
 * a window goes with the gap before it.
 */
const gaps = (windows: Machine['hostInbound'][number]): IovaRange[] => {
  const found: IovaRange[] = []
  let end = 0
  for (const { bus, size } of windows.toSorted((a, b) => a.bus - b.bus)) {
    if (bus > end) found.push({ iova: iova(end), size: bus - end + PAGE })
    end = bus + size
  }
  return [...found, { iova: iova(end), size: Math.max(0, ADDRESS_LIMIT - end) }]
}

/**
 * An aligned base inside the BAR of each other device below the same host bridge: of each, for which comes first says
 * nothing (law 3 of properties/drivers/canonical.ts).
 */
const insideWindows = (m: Machine, f: number, aligned: number): number[] =>
  m.parent.flatMap((_, g) =>
    g !== f && m.host[g] === m.host[f] && m.barSize[g] >= aligned && m.parent[g] !== ROOT
      ? [alignUp(m.bar[g], aligned)]
      : [],
  )

/** `free_iova_fast`: the range that holds `base` is free again. */
export const free = (k: Kernel, hw: Hw, f: number, base: Iova): Kernel => {
  const domain = hw.attached[f]
  const isIt = (r: IovaRange): boolean => base >= r.iova && base < r.iova + r.size
  const left = rangesOf(k, hw, f).filter((r) => !isIt(r))
  const freed: Kernel = { ...k, iovas: new Map(k.iovas).set(domain, left) }
  if (k.allocators === undefined) return freed
  const range = rangesOf(k, hw, f).find(isIt)
  return range === undefined ? freed : givenBack(freed, domain, range, range.size <= CACHED, left)
}

const powerOfTwo = (size: number): number => PAGE * 2 ** Math.ceil(Math.log2(Math.max(1, size / PAGE)))
