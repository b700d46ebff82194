/**
 * Belief: DMA of an RDMA adapter in software: rxe, siw, rdmavt (`include/rdma/ib_verbs.h`, `drivers/infiniband/core`, Linux
 * 6.12.117). CA-8, CA-9, DX-15.
 *
 * Such an adapter is on no bus and has no DMA device. Its "DMA address" is a kernel pointer, and the CPU does the copying. It maps
 * anything, so its callers must not bring P2P memory: `ib_dma_pci_p2p_dma_supported` tells them, and nobody else does. An adapter
 * that is a function goes to the DMA layer with its own function, as any driver does.
 */
import { handOver } from '../../address.ts'
import type { Call, Mapped, Request } from '../design.ts'
import { withDma } from '../lib/scatterlist.ts'
import type { Parts } from '../parts.ts'
import type { Kernel } from '../state.ts'

/** CA-8, `ib_dma_virt_map_sg`: no map type, no errno. Virtual addresses are written as CPU physical ones here. */
export const virtMapSg = (_: Parts, { k }: Call<Kernel>, { table }: Request): Mapped<Kernel> => ({
  k,
  rc: 0,
  table: table.map((entry) => withDma(entry, handOver(entry.phys), entry.length)),
  nents: table.length,
})
