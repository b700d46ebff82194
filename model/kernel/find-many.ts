/**
 * Belief: publishing and choosing a provider as the Linux family's state has it (`drivers/pci/p2pdma.c`, Linux 6.12).
 * AR-7, MT-18 of `kernel-semantics.md`; which one is chosen is in `p2pmem-find.ts`, the pool in `p2pmem.ts`.
 */
import type { Call } from './design.ts'
import type { Parts } from './linux.ts'
import { findMany as nearest } from './p2pmem-find.ts'
import type { Kernel } from './state.ts'

/** AR-7: a flag; without page maps there is nothing to publish. */
export const publish = (k: Kernel, provider: number, on: boolean): Kernel => {
  if (!k.busOffset.has(provider)) return k
  const published = new Set(k.published)
  if (on) published.add(provider)
  else published.delete(provider)
  return { ...k, published }
}

/** MT-18, over what distance_many answers now; asking fills the cache, as any distance does. */
export const findMany = (
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
  const published = [...k.published].toSorted((a, b) => a - b)
  const provider = nearest(published, distance, call.choose)
  return { k, provider }
}
