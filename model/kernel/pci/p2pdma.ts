/**
 * Belief: what Linux thinks of the way from a client to a provider (`drivers/pci/p2pdma.c`, 6.12).
 *
 * Rules MT-1 to MT-17 and AR-4, read in the source of 6.12.117; which of them
 * that kernel has judged stands in docs/linux.md. It looks like the climb of `model/hardware/deliver.ts` and must not
 * become it: this one counts ACS words, that one obeys them.
 */
import { bus, busToPhys, handOver, type Dma, type Phys } from '../../address.ts'
import { anyBit, bitsOf } from '../../machine/acs.ts'
import { NO_FUNCTION, ROOT, isFunction, type Hw } from '../../machine/columns.ts'
import type { Added, Call, Piece } from '../design.ts'
import type { Parts } from '../parts.ts'
import { withDma, type SgEntry } from '../lib/scatterlist.ts'
import type { Kernel } from '../state.ts'
import type { Classified, MapType } from './map-type.ts'
import { mappedRanges } from '../mm/pgmap/registrar.ts'
import { busOffsetOf } from './p2pmem.ts'
import { addP2pResource } from './p2pmem-resource.ts'

/**
 * `pci_p2pdma_add_resource` of the one BAR that a function of the model has: all of it, where `size` is 0.
 *
 * @param asksReach whether somebody asks if the kernel can map it (`mhp_range_allowed`, since 5.12)
 */
const addResourceOf =
  (asksReach: boolean) =>
  ({ k, hw: { machine: m } }: Call<Kernel>, provider: number, { offset, size }: Piece): Added<Kernel> => {
    const start = busToPhys(m.bar[provider], m.hostOffset[m.host[provider]])
    const bar = { isMemory: true, length: m.barSize[provider], start, bus: m.bar[provider] }
    const around = { mapped: mappedRanges(k), ...(asksReach ? { reach: m.cpuReach } : {}) }
    const { k: pools, ...answer } = addP2pResource(k.pools, provider, bar, size, offset, around)
    return { k: { ...k, pools }, ...answer }
  }

export const addResource = addResourceOf(true)
/** Before bca3feaa0764 and its neighbours (5.12; from memory). */
export const addAnyResource = addResourceOf(false)

/** The bits that Linux takes for a redirect (MT-5). */
const REDIRECTS = bitsOf(['RR', 'CR', 'EC'])

/** MT-5, `pci_bridge_has_acs_redir`: reads the control word live, of any kind of function. */
export const hasAcsRedir = ({ acsControl }: Hw, f: number): boolean => anyBit(acsControl[f], REDIRECTS)

/**
 * MT-1 to MT-4, MT-10 to MT-12, `calc_map_type_and_dist`. It asks the ACS of every function up to the common one, also of
 * those whose port no request passes (LAT-8).
 */
export const calcMapTypeAndDist = (parts: Parts, hw: Hw, provider: number, client: number): Classified => {
  const { parent } = hw.machine
  let redirects = 0
  let above = 0
  for (let a = provider; a !== ROOT; a = parent[a], above++) {
    if (parts.hasAcsRedir(hw, a)) redirects++
    let hops = 0
    let b = client
    for (; b !== ROOT && b !== a; b = parent[b]) hops++
    if (b === ROOT) continue
    for (b = client; b !== a; b = parent[b]) if (parts.hasAcsRedir(hw, b)) redirects++
    const distance = above + hops
    return redirects === 0
      ? { type: 'BUS_ADDR', distance }
      : { type: throughHostBridge(parts, hw, provider, client), distance }
  }
  let hops = 0
  for (let b = client; b !== ROOT; b = parent[b]) hops++
  return { type: throughHostBridge(parts, hw, provider, client), distance: above + hops }
}

const throughHostBridge = (parts: Parts, hw: Hw, provider: number, client: number): MapType =>
  parts.bridgesForward(hw.machine, hw.machine.host[provider], hw.machine.host[client])
    ? 'THRU_HOST_BRIDGE'
    : 'NOT_SUPPORTED'

const cacheKey = (provider: number, client: number): number => provider * 0x10000 + client

/** MT-14: the stored answers end with the provider's pool. */
export const endOfCache = (k: Kernel, provider: number): Kernel => {
  const left = [...k.cache].filter(([key]) => Math.floor(key / 0x10000) !== provider)
  return left.length === k.cache.size ? k : { ...k, cache: new Map(left) }
}

/** MT-14: the answer is stored with the provider, if it has a pool; only the end of the pool takes it back. */
const remember = (k: Kernel, provider: number, client: number, type: MapType): Kernel =>
  k.pools.providers.has(provider) ? { ...k, cache: new Map(k.cache).set(cacheKey(provider, client), type) } : k

/**
 * MT-17, `pci_p2pdma_distance_many`: the sum over the clients, or -1; always calculated anew. A device that is
 * no PCI function counts as the function above it (LAT-15), and one without any is out of reach.
 */
export const distanceMany = (
  parts: Parts,
  { k, hw }: Call<Kernel>,
  provider: number,
  clients: readonly number[],
): { readonly k: Kernel; readonly distance: number } => {
  let total = clients.length === 0 ? -1 : 0
  for (const client of clients) {
    const f = hw.machine.clientFunction[client]
    if (f === NO_FUNCTION) return { k, distance: -1 }
    const { type, distance } = parts.classify(parts, hw, provider, f)
    k = remember(k, provider, f, type)
    if (type === 'NOT_SUPPORTED') return { k, distance: -1 }
    total += distance
  }
  return { k, distance: total }
}

/** MT-15, `pci_p2pdma_map_type`: the cached answer, or a new one, which is cached. */
export const cachedMapType = (
  parts: Parts,
  { k, hw }: Call<Kernel>,
  provider: number,
  client: number,
): { readonly k: Kernel; readonly type: MapType } => {
  if (!k.pools.providers.has(provider) || !isFunction(hw.machine, client)) return { k, type: 'NOT_SUPPORTED' }
  const cached = k.cache.get(cacheKey(provider, client))
  if (cached !== undefined) return { k, type: cached }
  const { type } = parts.classify(parts, hw, provider, client)
  return { k: remember(k, provider, client, type), type }
}

/** {@link cachedMapType} of a kernel that keeps no answer: every time anew, and only for PCI functions. */
export const freshMapType = (
  parts: Parts,
  { k, hw }: Call<Kernel>,
  provider: number,
  client: number,
): { readonly k: Kernel; readonly type: MapType } => ({
  k,
  type: isFunction(hw.machine, client) ? parts.classify(parts, hw, provider, client).type : 'NOT_SUPPORTED',
})

/** MT-16: the bus address of a BAR byte, bus_offset *added*. */
export const busAddress = (address: Phys, busOffset: number): Dma => handOver(bus(address + busOffset))

/** MT-16, `pci_p2pdma_map_segment` of a BUS_ADDR entry. */
export const asBusAddress = (parts: Parts, k: Kernel, entry: SgEntry): SgEntry =>
  withDma(entry, parts.busAddress(entry.phys, busOffsetOf(k.pools, entry.provider)), entry.length, true)
