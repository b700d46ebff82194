/**
 * What kernels and proposals have for memory without struct pages: entry points, and the parts that they are made of.
 */
import type { Dma } from '../address.ts'
import type { Call, Mapped, Request, Unmapped } from './design.ts'
import type { FreeSgt, PhysVecToSgt } from './dma-buf/dma-only.ts'
import type { Effects } from './effects.ts'
import type { Direction, Table } from './lib/scatterlist.ts'
import type { Parts } from './parts.ts'
import type { Kernel } from './state.ts'

export interface PagelessEntryPoints<K> {
  /** `dma_buf_phys_vec_to_sgt`, `dma_buf_free_sgt`: ranges of a BAR for DMA only. */
  readonly physVecToSgt?: PhysVecToSgt<K> | undefined
  readonly freeSgt?: FreeSgt<K> | undefined
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

type WithParts<F> = F extends (...args: infer Args) => infer Answer ? (parts: Parts, ...args: Args) => Answer : never
type PartOf<Name extends keyof PagelessEntryPoints<Kernel>> = WithParts<NonNullable<PagelessEntryPoints<Kernel>[Name]>>

export interface PagelessParts {
  // drivers/dma-buf/dma-buf-mapping.c, from 6.19 on
  readonly physVecToSgt?: PartOf<'physVecToSgt'>
  readonly freeSgt?: PartOf<'freeSgt'>
  // mm/hmm.c and an exporter's vm_operations_struct, as posted in January 2019
  readonly mapUserRange?: PartOf<'mapUserRange'>
  readonly unmapUserRange?: PartOf<'unmapUserRange'>
  /** `vm_ops->p2p_map` of the exporter, of pages of one VMA. */
  readonly p2pMap?: (
    parts: Parts,
    call: Call<Kernel>,
    client: number,
    direction: Direction,
    run: Table,
  ) => ExporterMapped<Kernel>
}

/** Their names; `true`, so that a test of types finds one that is missing. */
export const PAGELESS = { physVecToSgt: true, freeSgt: true, mapUserRange: true, unmapUserRange: true } as const
export const PAGELESS_PARTS = { ...PAGELESS, p2pMap: true } as const satisfies Record<keyof PagelessParts, true>
