/**
 * Belief: a page map that a driver fills in by itself, for bytes of its BAR (`memremap_pages`, `mm/memremap.c`, Linux 6.12.117).
 *
 * The driver makes the page map, and then registers it (A0-08): what it forgets to fill in, only the registrar can notice. Nothing
 * asks whether the bytes are a BAR's. Peer memory is registered by `pci_p2pdma_add_resource`, whose page maps are found here, too.
 */
import { PAGE, busToPhys, type Phys } from '../../../address.ts'
import { EINVAL } from '../../errno.ts'
import type { Added, Call, PageMap } from '../../design.ts'
import { pageMapsOf } from '../../pci/p2pmem.ts'
import type { Span } from '../../../machine/ranges.ts'
import type { Kernel } from '../../state.ts'
import { PAGE_TYPES } from '../page.ts'
import type { FilledIn, Registered } from './filled-in.ts'
import { memremapPages } from './registration.ts'
import type { PgmapParts } from './parts.ts'
import { bootPgmaps, subsections, type Pgmap, type PgmapSpec, type PgmapState } from './state.ts'

/** What a part of that name decides; `oops`: a method is read where there are none (PM-4). */
export const registrar =
  (parts: PgmapParts) =>
  ({ k, hw: { machine: m } }: Call<Kernel>, provider: number, filled: FilledIn): Added<Kernel> | 'oops' => {
    const { offset, size, type, ops, owner } = filled
    const start = busToPhys(m.bar[provider], m.hostOffset[m.host[provider]]) + offset
    const bytes = size === 0 ? m.barSize[provider] - offset : size
    const spec: PgmapSpec = {
      type: PAGE_TYPES.indexOf(type),
      ranges: [{ start: start / PAGE, count: bytes / PAGE }],
      ops,
      owner,
      sysram: false,
      beyond: start + bytes > m.cpuReach,
    }
    const s = stateOf(k)
    const id = Math.max(0, ...Object.keys(s.maps).map(Number)) + 1
    const answer = memremapPages({ s, parts }, id, spec)
    if (answer === 'oops') return 'oops'
    const registered = { s: withoutPools(s), provider: { ...k.registered?.provider, [id]: provider } }
    return { k: { ...k, registered }, rc: answer.rc, ...because(parts, spec, answer.rc) }
  }

const because = (parts: PgmapParts, spec: PgmapSpec, rc: number): Pick<Added<Kernel>, 'because'> => {
  if (rc === 0) return {}
  if (parts.wrongMap(spec) !== undefined) return { because: 'not filled in' }
  // PM-12: what lies there already is ENOMEM or EEXIST.
  if (rc !== -EINVAL) return { because: 'pages there' }
  return { because: spec.beyond === true ? 'beyond the CPU' : 'subsection' }
}

/**
 * The array that finds every page map. Those of pools stand in it by negative numbers, each where it came between registrations. So a
 * registration that failed (PM-13, LAT-13) has erased only what was there before it.
 */
const stateOf = ({ registered, pools }: Kernel): PgmapState => {
  const { maps, array, populated, warned } = registered?.s ?? bootPgmaps()
  const s: PgmapState = { maps: { ...maps }, array: [...array], populated: { ...populated }, warned }
  s.array = s.array.filter(isThere(pools))
  // The oldest first: each stands before what was stored earlier.
  for (const { phys, length } of pageMapsOf(pools).toReversed()) {
    const range = { start: phys / PAGE, count: length / PAGE }
    const spec = {
      type: PAGE_TYPES.indexOf('MEMORY_DEVICE_PCI_P2PDMA'),
      ranges: [range],
      ops: 'none',
      owner: false,
    } as const
    const id = idAt(phys)
    s.maps[id] = { ...spec, sysram: false, id, refs: 1 + range.count, live: true, taken: {} }
    if (!s.array.some((stored) => stored.id === id)) s.array.unshift({ range, id })
    for (const section of subsections(range)) s.populated[section] = true
  }
  return s
}

/** The number of the page map of a pool that begins there: below 0. */
const idAt = (phys: Phys): number => -1 - phys / PAGE

/** What is not of a pool that is gone: what that one left behind says nothing of another in its place. */
const isThere = (pools: Kernel['pools']): ((stored: PgmapState['array'][number]) => boolean) => {
  const ids = new Set(pageMapsOf(pools).map(({ phys }) => idAt(phys)))
  return ({ id }) => id === undefined || id >= 0 || ids.has(id)
}

/** What is left of it where the pools are counted elsewhere: but for when they came. */
const withoutPools = (s: PgmapState): PgmapState => {
  const maps = Object.fromEntries(Object.entries(s.maps).filter(([id]) => Number(id) >= 0))
  const populated = Object.fromEntries(
    Object.values(maps).flatMap(({ ranges }) => ranges.flatMap(subsections).map((section) => [section, true as const])),
  )
  return {
    ...s,
    maps,
    populated,
    array: s.array.filter(({ id }) => id === undefined || id < 0 || Object.hasOwn(maps, id)),
  }
}

/** Every page map of a BAR: those of pools, then those that drivers registered. */
export const allPageMaps = ({ pools, registered }: Kernel): readonly PageMap[] =>
  registered === undefined
    ? pageMapsOf(pools)
    : [...pageMapsOf(pools), ...mapsOf(registered).map(({ map, provider }) => pageMapOf(map, provider))]

const mapsOf = ({ s, provider }: Registered): { readonly map: Pgmap; readonly provider: number }[] =>
  Object.values(s.maps).map((map) => ({ map, provider: provider[map.id] }))

const pageMapOf = ({ ranges: [{ start, count }], type }: Pgmap, provider: number): PageMap => ({
  provider,
  phys: (start * PAGE) as Phys,
  length: count * PAGE,
  type: PAGE_TYPES[type],
})

/** What they cover. */
export const mappedRanges = (k: Kernel): readonly Span<Phys>[] =>
  k.registered === undefined
    ? []
    : mapsOf(k.registered).map(({ map: { ranges } }) => ({
        base: (ranges[0].start * PAGE) as Phys,
        size: ranges[0].count * PAGE,
      }))

/** `devm_memremap_pages_release` when the driver of `provider` is unbound; nobody in this half holds a page of theirs. */
export const withoutRegistered = (k: Kernel, provider: number): Kernel => {
  if (k.registered === undefined) return k
  const { s, provider: of } = k.registered
  const maps = Object.fromEntries(Object.entries(s.maps).filter(([id]) => of[Number(id)] !== provider))
  const left = withoutPools({ ...s, maps })
  return { ...k, registered: { s: { ...left, array: left.array.filter(isThere(k.pools)) }, provider: of } }
}
