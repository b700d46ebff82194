/**
 * Belief: publishing and choosing a provider (`pci_p2pmem_publish`, `pci_p2pmem_find_many`, `pci_p2pdma_enable_store`, `drivers/pci/p2pdma.c`, Linux
 * 6.12.117).
 *
 * Rules MT-18 and AR-12. Both look at *published* memory only (AR-7).
 */
import { PAGE } from '../../address.ts'
import { chooseFrom, type Choose } from '../../choose.ts'
import type { Call } from '../design.ts'
import { ENODEV } from '../errno.ts'
import type { Parts } from '../parts.ts'
import type { Kernel } from '../state.ts'
import { hasP2pmem, publish, type P2pmem } from './p2pmem.ts'

/** Providers at the same distance that are remembered: pointers in one page. */
export const MOST_TIES = PAGE / 8

/**
 * MT-18: the function among those with published memory, in bus order, that is nearest to all clients; undefined: none
 * reaches them all. `distance` is `pci_p2pdma_distance_many` to the clients, -1: does not reach. Between equals
 * chance decides.
 */
export const nearest = (
  published: Iterable<number>,
  distance: (provider: number) => number,
  choose: Choose,
): number | undefined => {
  let nearest = Infinity
  let ties: number[] = []
  for (const f of published) {
    const hops = distance(f)
    if (hops < 0 || hops > nearest) continue
    if (hops < nearest) ties = []
    nearest = hops
    if (ties.length < MOST_TIES) ties.push(f)
  }
  return ties.length > 1 ? chooseFrom(choose, 'provider', ties) : ties[0]
}

/** AR-7 */
export const pciP2pmemPublish = (k: Kernel, provider: number, on: boolean): Kernel => ({
  ...k,
  pools: publish(k.pools, provider, on),
})

/** MT-18, over what distance_many answers now; asking fills the cache, as any distance does. */
export const pciP2pmemFindMany = (
  parts: Parts,
  call: Call<Kernel>,
  clients: readonly number[],
): { k: Kernel; provider: number | undefined } => {
  let { k } = call
  const distance = (provider: number): number => {
    const asked = parts.distanceMany(parts, { ...call, k }, provider, clients)
    k = asked.k
    return asked.distance
  }
  const published = [...k.pools.providers.keys()].filter((f) => hasP2pmem(k.pools, f)).toSorted((a, b) => a - b)
  const provider = nearest(published, distance, call.choose)
  return { k, provider }
}

/** What a driver's attribute says: off, on with any provider, or on with this one. */
export interface Enabled {
  readonly rc: number
  readonly use?: boolean
  readonly provider?: number
}

/**
 * AR-12: the name of a function that has published memory, or a boolean. `named` finds a function by its exact name.
 * A 0 or 1 with more behind it is taken for a name that does not exist, not for a boolean: ENODEV.
 */
export const enableStore = (k: P2pmem, text: string, named: (name: string) => number | undefined): Enabled => {
  const provider = named(text.replace(/\n$/, ''))
  if (provider !== undefined) return hasP2pmem(k, provider) ? { rc: 0, use: true, provider } : { rc: -ENODEV }
  // eslint-disable-next-line no-control-regex -- iscntrl
  if (/^[01][^\u0000-\u001f\u007f]/.test(text)) return { rc: -ENODEV }
  const use = parseBoolean(text)
  return use === undefined ? { rc: -ENODEV } : { rc: 0, use }
}

/** `kstrtobool`: one letter is enough, or two where it begins with o; the rest is not read. */
const parseBoolean = (text: string): boolean | undefined => {
  if (/^(?:[yt1]|on)/i.test(text)) return true
  return /^(?:[nf0]|of)/i.test(text) ? false : undefined
}
