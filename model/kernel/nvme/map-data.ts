/**
 * Belief: what of a request the NVMe driver hands to the DMA layer (`nvme_map_data`, `drivers/nvme/host/pci.c`, Linux 6.12.117). DX-13.
 */
import type { BlkParts } from '../block/bvec.ts'
import { requestFor, tableOf } from '../block/request-table.ts'
import type { Table } from '../lib/scatterlist.ts'
import { nvmeDataPath, type NvmeParts, type NvmePath, type NvmeQueue } from './nvme.ts'

/** Its list, and whether it goes as a list or as the one page that it is. */
export interface NvmeData {
  readonly path: NvmePath
  readonly table: Table
}

/** What a part of that name decides, of ranges in one bio. */
export const nvmeData =
  (nvme: NvmeParts, blk: BlkParts) =>
  (runs: Table, queue: NvmeQueue): NvmeData => {
    const request = requestFor(blk, runs, 'together')
    const path = request === undefined ? 'table' : nvmeDataPath(nvme, queue, request)
    return { path, table: tableOf(blk, runs, request) }
  }
