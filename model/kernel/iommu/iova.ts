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
  const m = hw.machine
  const taken = rangesOf(k, hw, f)
  const aligned = powerOfTwo(size)
  const length = size <= CACHED ? aligned : size
  const limit = 2 ** Math.min(m.dmaBits[f], 48)
  const blocked = [...taken, ...reserved(hw, f)].map(({ iova: start, size: bytes }) => [start, bytes] as const)
  const free = (base: number): boolean =>
    base + length <= limit && !blocked.some(([start, bytes]) => overlaps(start, bytes, base, length))
  const below = k.outgrown.has(f) ? undefined : highest(Math.min(limit, FOUR_GIB), length, aligned, blocked)
  const top = below ?? highest(limit, length, aligned, blocked)
  if (top === undefined) return undefined
  const outgrown = below === undefined && limit > FOUR_GIB ? new Set(k.outgrown).add(f) : k.outgrown
  const bases = [top]
  const low = aligned
  if (low !== top && free(low)) bases.push(low)
  for (const inside of insideWindows(m, f, aligned))
    if (inside + length <= limit && !taken.some((r) => overlaps(r.iova, r.size, inside, length))) bases.push(inside)
  const base = iova(chooseFrom(choose, 'base of the IOVA range', bases))
  return {
    k: { ...k, outgrown, iovas: new Map(k.iovas).set(hw.attached[f], [...taken, { iova: base, size: length }]) },
    base,
  }
}

/** What the allocator of the function's group has given out: a domain has one, whoever of the group asks (DI-17). */
export const rangesOf = (k: Kernel, { attached }: Hw, f: number): readonly IovaRange[] => k.iovas.get(attached[f]) ?? []

/** The highest aligned base below `limit` that meets nothing blocked. */
const highest = (
  limit: number,
  size: number,
  aligned: number,
  blocked: readonly (readonly [number, number])[],
): number | undefined => {
  for (let base = alignDown(limit - size, aligned); base >= PAGE;) {
    const hit = blocked.find(([start, bytes]) => overlaps(start, bytes, base, size))
    if (hit === undefined) return base
    base = alignDown(hit[0] - size, aligned)
  }
  return undefined
}

/** DI-14, `iova_reserve_pci_windows`, what lies between inbound windows, and the reserved regions of x86 and of firmware. */
const reserved = (hw: Hw, f: number): IovaRange[] => {
  const m = hw.machine
  const h = m.host[f]
  const windows = hostWindows(m, h).map(({ base, size }) => ({ iova: iova(physToBus(base, m.hostOffset[h])), size }))
  return [...windows, ...reservedRegions(hw, f), ...(m.cpuVendor === 'other' ? gaps(m.hostInbound[h]) : [])]
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
export const free = (k: Kernel, hw: Hw, f: number, base: Iova): Kernel => ({
  ...k,
  iovas: new Map(k.iovas).set(
    hw.attached[f],
    rangesOf(k, hw, f).filter((r) => base < r.iova || base >= r.iova + r.size),
  ),
})

const powerOfTwo = (size: number): number => PAGE * 2 ** Math.ceil(Math.log2(Math.max(1, size / PAGE)))
