/**
 * Belief: which backend maps, and what of its answer reaches the caller (`kernel/dma/mapping.c`, Linux 6.12).
 *
 * Rules DX-1, DX-5, DX-6, DX-9, DI-15 and, for software RDMA, CA-8.
 */
import { handOver } from '../../address.ts'
import { NO_FUNCTION, type Hw } from '../../machine/columns.ts'
import type { Call, Mapped, PageMapped, Request, SyncFor, Synced, Unmapped } from '../design.ts'
import { EINVAL, EIO, ENOMEM, EREMOTEIO } from '../errno.ts'
import { domainOf } from '../iommu/domain.ts'
import type { Parts } from '../parts.ts'
import type { Direction, SgEntry } from '../lib/scatterlist.ts'
import type { Kernel } from '../state.ts'

/** DX-1, DI-15: whether the client's mappings go through a translating IOMMU. */
export const usesIommu = (hw: Hw, client: number): boolean => {
  const f = hw.machine.clientFunction[client]
  return f !== NO_FUNCTION && domainOf(hw, f)?.kind === 'translate'
}

const KNOWN = new Set([-EINVAL, -ENOMEM, -EIO, -EREMOTEIO])

/** `dma_map_sgtable` by the backend of the client. */
export const mapSgtable = (parts: Parts, call: Call<Kernel>, request: Request): Mapped<Kernel> =>
  backendOf(parts, call.hw, request.client).map(parts, call, request)

/** DX-5, `__dma_map_sg_attrs`: whoever maps nothing has failed, and the errno is one of four. */
export const funnel = (mapped: Mapped<Kernel>): Mapped<Kernel> =>
  mapped.rc === 0 && mapped.nents > 0 ? mapped : { ...mapped, rc: KNOWN.has(mapped.rc) ? mapped.rc : -EIO, nents: 0 }

/** `dma_unmap_sgtable` */
export const unmapSgtable = (parts: Parts, call: Call<Kernel>, request: Request, nents: number): Unmapped<Kernel> =>
  backendOf(parts, call.hw, request.client).unmap(parts, call, request, nents)

const backendOf = (parts: Parts, hw: Hw, client: number) => {
  if (hw.machine.clientFunction[client] === NO_FUNCTION) return { map: parts.virtMapSg, unmap: leaveAlone }
  return usesIommu(hw, client)
    ? { map: parts.iommuMapSg, unmap: parts.iommuUnmapSg }
    : { map: parts.directMapSg, unmap: parts.directUnmapSg }
}

/** `dma_unmap_page`, by the backend of the client; a device on no bus has none. */
export const unmapPage = (parts: Parts, call: Call<Kernel>, request: Request): Unmapped<Kernel> => {
  if (call.hw.machine.clientFunction[request.client] === NO_FUNCTION) return leaveAlone(parts, call, request)
  return usesIommu(call.hw, request.client)
    ? parts.iommuUnmapPage(parts, call, request)
    : parts.directUnmapPage(parts, call, request)
}

/** `dma_unmap_resource`: without an IOMMU there is nothing to do. */
export const unmapResource = (parts: Parts, call: Call<Kernel>, request: Request): Unmapped<Kernel> =>
  usesIommu(call.hw, request.client) ? parts.iommuUnmapResource(parts, call, request) : leaveAlone(parts, call, request)

/**
 * `dma_sync_sgtable_for_cpu`, `dma_sync_sgtable_for_device`. The driver of a device on no bus copies by itself. For a coherent
 * function that never bounced no backend is asked (`dma_skip_sync`).
 */
export const syncSgtable = (parts: Parts, call: Call<Kernel>, request: Request, by: SyncFor): Synced => {
  const m = call.hw.machine
  const f = m.clientFunction[request.client]
  if (f === NO_FUNCTION || (m.coherent[f] && !call.k.everBounced.has(f))) return { cpu: [] }
  return usesIommu(call.hw, request.client)
    ? parts.iommuSyncSg(parts, call, request, by)
    : parts.directSyncSg(parts, call, request, by)
}

const leaveAlone = (_: Parts, { k }: Call<Kernel>, { table }: Request): Unmapped<Kernel> => ({ k, table })

/** `dma_map_page`: no backend has a P2P rule for it (LAT-5). CA-8, `ib_dma_map_page`: as `virtMapSg` (infiniband/ib-dma.ts). */
export const mapPage = (
  parts: Parts,
  call: Call<Kernel>,
  client: number,
  direction: Direction,
  page: SgEntry,
): PageMapped<Kernel> => {
  if (call.hw.machine.clientFunction[client] === NO_FUNCTION) return { k: call.k, dma: handOver(page.phys) }
  const { iommuPage, directPage } = parts
  return usesIommu(call.hw, client)
    ? iommuPage(call, client, direction, page)
    : directPage(call, client, direction, page)
}

/** DX-9, `dma_map_resource`: a BAR's bytes without pages; an IOVA, or the CPU physical address as it is. */
export const mapResource = (
  parts: Parts,
  call: Call<Kernel>,
  client: number,
  direction: Direction,
  bytes: SgEntry,
): PageMapped<Kernel> =>
  usesIommu(call.hw, client)
    ? parts.iommuResource(call, client, direction, bytes)
    : parts.directResource(call, client, direction, bytes)
