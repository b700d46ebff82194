/**
 * Belief: how the NVMe driver maps a request (`drivers/nvme/host/pci.c`, `host/core.c`, Linux 6.12.117).
 *
 * Rules DX-13 and BK-7. The driver has two ways to map data: one page mapping, which has no
 * P2P rule (LAT-5), and an sg table, which has. One test on the first page keeps P2P memory out of the first.
 */
import { PAGE } from '../../address.ts'
import type { Request, Features } from '../block/blk.ts'
import type { Bvec } from '../block/bvec.ts'
import { EIO, ENOMEM, EREMOTEIO } from '../errno.ts'
import { isP2pPage, type Page } from '../mm/page.ts'

/** `blk_status_t`: errno the submitter sees, and whether the block layer tries again first, without end. */
export const BLK_STS = {
  OK: { errno: 0, retried: false },
  /** "critical target": the command can never work. */
  TARGET: { errno: EREMOTEIO, retried: false },
  /** Out of something for a moment. */
  RESOURCE: { errno: ENOMEM, retried: true },
  IOERR: { errno: EIO, retried: false },
} as const
export type BlkStatus = keyof typeof BLK_STS

export interface NvmeParts {
  /** Whether the bvec may take the short way, by one `dma_map_bvec`. */
  readonly mayMapSimply: (page: Page) => boolean
}

/** DX-13: anything but P2P memory. */
export const nvme612: NvmeParts = { mayMapSimply: (page) => !isP2pPage(page) }

/** What the short way depends on besides the page. */
export interface NvmeQueue {
  /** `nvme_pci_metadata_use_sgls`: metadata described by SGLs. */
  readonly metadataSgls: boolean
  /** An I/O queue, with SGLs supported and `sgl_threshold` set. */
  readonly dataSgls: boolean
}

/** `simple`: `dma_map_bvec`; `table`: `dma_map_sgtable` with DMA_ATTR_NO_WARN. */
export type NvmePath = 'prp simple' | 'sgl simple' | 'table'

/** NVME_CTRL_PAGE_SIZE */
export const CTRL_PAGE = PAGE

/**
 * DX-16, `nvme_pci_alloc_dev`: the largest request, in bytes (NVME_MAX_KB_SZ) and in segments (NVME_MAX_SEGS). Two segments meet on a page of
 * the controller (`virt_boundary_mask`).
 */
export const LARGEST_REQUEST = { bytes: 8192 * 1024, segments: 128 } as const

/** DX-13, `nvme_map_data`: the short way takes one segment, of two controller pages at most unless SGLs describe it. */
export const nvmeDataPath = (parts: NvmeParts, queue: NvmeQueue, request: Request): NvmePath => {
  if (request.segments !== 1) return 'table'
  const bvec: Bvec = request.bios[0].bvecs[0]
  if (!parts.mayMapSimply(bvec.page)) return 'table'
  if (!queue.metadataSgls && (bvec.offset % CTRL_PAGE) + bvec.length <= 2 * CTRL_PAGE) return 'prp simple'
  return queue.dataSgls ? 'sgl simple' : 'table'
}

/** DX-13, `nvme_map_data`: what the block layer hears when mapping data answered `rc`. */
export const nvmeDataStatus = (path: NvmePath, rc: number): BlkStatus => {
  if (rc === 0) return 'OK'
  return path === 'table' && rc === -EREMOTEIO ? 'TARGET' : 'RESOURCE'
}

/**
 * `nvme_map_metadata`. An sg table that the device cannot reach is RESOURCE here, so the request is tried again
 * without end; a metadata pointer goes by `dma_map_bvec`, with no P2P rule (LAT-5).
 */
export const nvmeMetadataStatus = (queue: NvmeQueue, rc: number): BlkStatus => {
  if (rc === 0) return 'OK'
  return queue.metadataSgls ? 'RESOURCE' : 'IOERR'
}

/** BK-7, `nvme_pci_supports_pci_p2pdma`: the feature, unless the device has `dma_map_ops` of its own. */
export const nvmeFeatures = (hasDmaOps: boolean): Features => new Set(hasDmaOps ? [] : ['BLK_FEAT_PCI_P2PDMA'])
