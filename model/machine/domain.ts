/**
 * IOMMUs: what stands between a function's requests and memory (IO-3), and what is written into it.
 */
import { iova, type Bus, type Iova, type Phys } from '../address.ts'
import type { Span } from './ranges.ts'

/** What stands between a function's requests and memory (IO-3). */
export const IOMMUS = ['off', 'passthrough', 'translating', 'translating lazily'] as const
export type Iommu = (typeof IOMMUS)[number]

/** Whether requests of ordinary functions are translated. */
export const isTranslating = (iommu: Iommu): boolean => iommu === 'translating' || iommu === 'translating lazily'

/** `[iova, iova + size)` of a domain is `[phys, phys + size)`, for the accesses it allows. */
export interface Translation {
  readonly iova: Iova
  readonly phys: Phys
  readonly size: number
  readonly read: boolean
  readonly write: boolean
  /** `IOMMU_MMIO`: what it leads to is no memory, and is not cached. */
  readonly mmio?: true
}

/** What an IOMMU does with the requests of a function (IO-3). */
export type Domain =
  | { readonly kind: 'identity' }
  | { readonly kind: 'blocked' }
  | {
      readonly kind: 'translate'
      readonly table: readonly Translation[]
      /** Unmaps do not wait for the IOTLB: a queue is to flush it. */
      readonly lazy?: true
      /** Rows that were taken out, and that the IOTLB may hold because nobody told it to forget them. Left out: none. */
      readonly stale?: readonly Translation[]
      /** What was put into the invalidation queue and is not carried out yet, first to last. Left out: nothing. */
      readonly queue?: readonly Invalidation[]
      /** User space's: the default domain of the group, which is to come back. Left out: this is the default domain. */
      readonly instead?: Domain
    }

/** IOVAs `[iova, iova + size)`, bytes. */
export interface Range {
  readonly iova: Iova
  readonly size: number
}

/** A command in the invalidation queue of an IOMMU (IO-16): whose memory is emptied of a range, or wait for all devices before. */
export type Invalidation =
  | { readonly kind: 'IOTLB'; readonly range: Range }
  | { readonly kind: 'device TLB'; readonly function: number; readonly range: Range }
  | { readonly kind: 'wait' }

/** What a function with ATS keeps of one page, and puts into its translated requests (IO-15). */
export interface Kept {
  /** First IOVA of the page, and what stands for it on the bus. */
  readonly iova: Bus
  readonly address: Bus
  readonly read: boolean
  readonly write: boolean
  /** It was told to forget this, and nobody has waited for it: it may still be about to. */
  readonly told?: true
}

/**
 * What a function behind such an IOMMU comes up with: a domain in which firmware's own memory is mapped one to one (DI-24), and
 * nothing else. What is untrusted is never unmapped lazily (DI-22).
 */
export const defaultDomain = (
  iommu: Exclude<Iommu, 'off'>,
  isUntrusted: boolean,
  rmrr: readonly Span<Phys>[],
): Domain => {
  if (iommu === 'passthrough') return { kind: 'identity' }
  const table = rmrr.map(({ base, size }) => ({ iova: iova(base), phys: base, size, read: true, write: true }))
  return { kind: 'translate', table, ...(iommu === 'translating' || isUntrusted ? {} : { lazy: true }) }
}
