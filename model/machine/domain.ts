/**
 * IOMMUs: what stands between a function's requests and memory (IO-3), and what is written into it.
 */
import type { Iova, Phys } from '../address.ts'

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
}

/** What an IOMMU does with the requests of a function (IO-3). */
export type Domain =
  | { readonly kind: 'identity' }
  | { readonly kind: 'blocked' }
  | {
      readonly kind: 'translate'
      readonly table: readonly Translation[]
      /** Rows that were taken out, and that the IOTLB may hold until it is flushed. Left out: it is flushed at once. */
      readonly stale?: readonly Translation[]
    }

/** A domain without a mapping, of a function behind such an IOMMU. What is untrusted is never unmapped lazily (DI-22). */
export const emptyDomain = (iommu: Exclude<Iommu, 'off'>, isUntrusted: boolean): Domain => {
  if (iommu === 'passthrough') return { kind: 'identity' }
  return { kind: 'translate', table: [], ...(iommu === 'translating' || isUntrusted ? {} : { stale: [] }) }
}
