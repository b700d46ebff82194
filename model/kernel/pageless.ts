/**
 * What kernels and proposals have for memory without struct pages: entry points, and the parts that they are made of.
 */
import type { Dma } from '../address.ts'
import type { Hw } from '../machine/columns.ts'
import type { Call, Mapped, Request, Unmapped } from './asked.ts'
import type { FreeSgt, PhysVecToSgt } from './dma-buf/dma-only.ts'
import type { Effects } from './effects.ts'
import type { IovaState, Link, LinkAnswer } from './iommu/iova-state.ts'
import type { Direction, Table } from './lib/scatterlist.ts'

export interface PagelessEntryPoints<K> {
  /** `dma_buf_phys_vec_to_sgt`, `dma_buf_free_sgt`: ranges of a BAR for DMA only. */
  readonly physVecToSgt?: PhysVecToSgt<K> | undefined
  readonly freeSgt?: FreeSgt<K> | undefined
  /** `dma_iova_try_alloc`, `dma_iova_link`, `dma_iova_unlink`, `dma_iova_free`: a range of IOVAs that a driver fills. */
  readonly iovaTryAlloc?:
    | ((call: Call<K>, client: number, size: number) => { readonly k: K; readonly state: IovaState } | undefined)
    | undefined
  readonly iovaLink?:
    ((call: Call<K>, client: number, state: IovaState, direction: Direction, memory: Link) => LinkAnswer) | undefined
  readonly iovaUnlink?: ((call: Call<K>, client: number, state: IovaState, length: number) => Hw['domains']) | undefined
  readonly iovaFree?: ((call: Call<K>, client: number, state: IovaState) => K) | undefined
  /** Pages of a process for a device, those of an exporter by its VMA's operation, and taken back. */
  readonly mapUserRange?: ((call: Call<K>, request: Request) => Mapped<K>) | undefined
  readonly unmapUserRange?: ((call: Call<K>, request: Request) => Unmapped<K>) | undefined
}

/** What an exporter answers: addresses of the first pages of a run, perhaps of fewer than were asked for. */
export interface ExporterMapped<K> extends Effects {
  readonly k: K
  readonly dmas: readonly Dma[]
  /** They are bus addresses, and no IOMMU knows of them. */
  readonly bus: boolean
}

/** The entry points as parts: each takes the parts `P` first, and knows the kernel's state `K`. */
export type PagelessParts<P, K> = {
  readonly [Name in keyof PagelessEntryPoints<K>]?: NonNullable<PagelessEntryPoints<K>[Name]> extends (
    ...args: infer Args
  ) => infer Answer
    ? (parts: P, ...args: Args) => Answer
    : never
} & {
  /** `vm_ops->p2p_map` of the exporter, of pages of one VMA. */
  readonly p2pMap?: (parts: P, call: Call<K>, client: number, direction: Direction, run: Table) => ExporterMapped<K>
}

/** Their names: types say of each list that it is whole. */
export const PAGELESS = {
  physVecToSgt: true,
  freeSgt: true,
  iovaTryAlloc: true,
  iovaLink: true,
  iovaUnlink: true,
  iovaFree: true,
  mapUserRange: true,
  unmapUserRange: true,
} as const satisfies Record<keyof PagelessEntryPoints<unknown>, true>
export const PAGELESS_PARTS = { ...PAGELESS, p2pMap: true } as const satisfies Record<
  keyof PagelessParts<unknown, unknown>,
  true
>
