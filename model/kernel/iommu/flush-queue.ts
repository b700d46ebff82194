/**
 * Belief: unmapping without waiting for the IOTLB (`queue_iova`, `fq_flush_timeout` of `drivers/iommu/dma-iommu.c`, Linux
 * 6.12.117). DI-22, DI-23.
 *
 * The IOVA range goes into a queue, and is nobody's to have until a timer, or a queue that is full, has flushed the IOTLB. Until
 * then the device may still reach what was unmapped. Each CPU has a queue of each domain; here there is one CPU.
 */
import type { Iova } from '../../address.ts'
import type { Hw } from '../../machine/columns.ts'
import type { Call, Unmapped } from '../design.ts'
import type { Parts } from '../parts.ts'
import { EVERYTHING, synced } from './device-tlb.ts'
import { isLazy } from './domain.ts'
import { free } from './iova.ts'
import type { Kernel } from '../state.ts'

/** `iommu_dma_free_iova`: the range that begins at `base` is free again, or is queued. */
export const freeOrQueue = (k: Kernel, hw: Hw, f: number, base: Iova): Kernel => {
  if (!isLazy(hw, f)) return free(k, hw, f, base)
  const domain = hw.attached[f]
  return { ...k, queued: new Map(k.queued).set(domain, [...(k.queued.get(domain) ?? []), base]) }
}

/** `IOVA_DEFAULT_FQ_SIZE`. The queue is a ring, and one place of it stays empty. */
const PLACES = 256

/** `fq_full`: the queue of the domain of `f` has no place left. */
export const fqFull = (k: Kernel, hw: Hw, f: number): boolean =>
  (k.queued.get(hw.attached[f])?.length ?? 0) === PLACES - 1

/**
 * DI-27, `queue_iova`, before it queues: a queue that is full is flushed. What was just taken out of the table is flushed with it, and its range
 * waits all the same.
 */
export const flushedIfFull = (
  parts: Parts,
  call: Call<Kernel>,
  client: number,
): { readonly k: Kernel; readonly domains: Hw['domains'] } => {
  const { k, hw } = call
  const f = hw.machine.clientFunction[client]
  if (!isLazy(hw, f) || !parts.fqFull(k, hw, f)) return { k, domains: hw.domains }
  return { domains: hw.domains, ...parts.flushQueue(parts, call, client) }
}

/**
 * `fq_flush_timeout`: the IOTLB is flushed, and what devices keep, and what was queued is free. The timer fires 10 ms after
 * the first unmap.
 */
export const flushQueue = (
  parts: Parts,
  { k, hw }: Call<Kernel>,
  client: number,
): Pick<Unmapped<Kernel>, 'k' | 'domains'> => {
  const f = hw.machine.clientFunction[client]
  const queued = new Map(k.queued)
  queued.delete(hw.attached[f])
  const freed = (k.queued.get(hw.attached[f]) ?? []).reduce((left, base) => free(left, hw, f, base), k)
  return { k: { ...freed, queued }, domains: synced(parts, hw, f, [EVERYTHING]) }
}
