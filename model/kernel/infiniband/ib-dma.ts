/**
 * Belief: DMA of RDMA adapters, real and in software (`include/rdma/ib_verbs.h`, `drivers/infiniband/core`, Linux
 * 6.12.117).
 *
 * Rules CA-8, CA-9 and DX-15. An adapter in software (rxe, siw, rdmavt) has no DMA device;
 * its "DMA address" is a kernel pointer, and the CPU does the copying. It maps anything, so its callers must not
 * bring P2P memory.
 */
import { advance, handOver } from '../../address.ts'
import { EIO } from '../errno.ts'
import type { SgEntry, Table } from '../lib/scatterlist.ts'

export interface IbDevice {
  /** The function that does its DMA; undefined: software. */
  readonly dmaDevice: number | undefined
  /** Whether that device has `dma_map_ops` of its own, as some architectures' IOMMUs do. */
  readonly hasDmaOps: boolean
}

/** CA-8, `ib_uses_virt_dma` */
export const usesVirtDma = ({ dmaDevice }: IbDevice): boolean => dmaDevice === undefined

/** DX-15, CA-9, `ib_dma_pci_p2p_dma_supported`: real DMA, by dma-direct or the IOMMU layer. */
export const p2pSupported = (device: IbDevice): boolean => !usesVirtDma(device) && !device.hasDmaOps

export interface IbMapped {
  readonly rc: number
  readonly table: Table
}

/**
 * CA-8, `ib_dma_virt_map_sg`: each entry's `sg_virt`, whatever its page is. `linearMap`: where CPU physical address 0
 * is mapped, as the signed reading of that address (x86-64 without KASLR: 0xffff888000000000).
 */
const virtMap = (linearMap: number, table: Table): Table =>
  table.map((entry: SgEntry) => ({
    ...entry,
    dma: handOver(advance(entry.phys, linearMap)),
    dmaLength: entry.length,
  }))

/**
 * CA-8, CA-9, `ib_dma_map_sgtable_attrs`, and so `rdma_rw_ctx_init`, which asks nothing more: no map type, no
 * EREMOTEIO in software; EIO for a table of no entries. `dmaMap`: `dma_map_sgtable` of a real adapter.
 */
export const ibMapSgtable = (
  device: IbDevice,
  linearMap: number,
  table: Table,
  dmaMap: (client: number, table: Table) => IbMapped,
): IbMapped => {
  if (device.dmaDevice !== undefined) return dmaMap(device.dmaDevice, table)
  return table.length === 0 ? { rc: -EIO, table } : { rc: 0, table: virtMap(linearMap, table) }
}
