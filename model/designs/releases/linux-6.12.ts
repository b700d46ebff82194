/**
 * Linux 6.12: the reference. Each block names the kernel's own file where its parts are modelled.
 */
import {
  directPage,
  directResource,
  mapSg as directMapSg,
  syncSg as directSyncSg,
  unmapPage as directUnmapPage,
  unmapSg as directUnmapSg,
  unmark,
} from '../../kernel/dma/direct.ts'
import { flushDevices } from '../../kernel/iommu/device-tlb.ts'
import { flushQueue, fqFull, freeOrQueue } from '../../kernel/iommu/flush-queue.ts'
import { iommuResource, mapSg as iommuMapSg, mapSgBounced, untrustedPage } from '../../kernel/iommu/dma-iommu.ts'
import {
  syncSg as iommuSyncSg,
  unmapPage as iommuUnmapPage,
  unmapResource as iommuUnmapResource,
  unmapSg as iommuUnmapSg,
} from '../../kernel/iommu/dma-iommu-unmap.ts'
import {
  mapPage,
  mapResource,
  mapSgtable,
  syncSgtable,
  unmapPage,
  unmapResource,
  unmapSgtable,
} from '../../kernel/dma/mapping.ts'
import { bringUp } from '../../kernel/pci/bring-up.ts'
import { alloc, free, mmapWith, unbind } from '../../kernel/pci/pool.ts'
import { pciP2pmemFindMany, pciP2pmemPublish } from '../../kernel/pci/p2pmem-find.ts'
import { gup612 } from '../../kernel/mm/gup-page.ts'
import { mapChosen, unmapChosen } from '../../kernel/iommu/chosen.ts'
import { groupOf } from '../../kernel/iommu/groups.ts'
import { virtMapSg } from '../../kernel/infiniband/ib-dma.ts'
import { blk612 } from '../../kernel/block/bvec.ts'
import { requestTable } from '../../kernel/block/request-table.ts'
import { appendTable } from '../../kernel/lib/appended.ts'
import { sgTable612 } from '../../kernel/lib/sg-table.ts'
import { joinNeighbours } from '../../kernel/lib/join.ts'
import { linuxMm } from '../../kernel/mm/linux-mm.ts'
import { pgmapParts } from '../../kernel/mm/pgmap/parts.ts'
import { registrar } from '../../kernel/mm/pgmap/registrar.ts'
import { linux } from '../../kernel/linux.ts'
import type { Parts } from '../../kernel/parts.ts'
import { nvmeData } from '../../kernel/nvme/map-data.ts'
import { nvme612 } from '../../kernel/nvme/nvme.ts'
import { bridgesForward } from '../../kernel/pci/allowlist.ts'
import {
  addResource,
  asBusAddress,
  busAddress,
  cachedMapType,
  calcMapTypeAndDist,
  distanceMany,
  hasAcsRedir,
} from '../../kernel/pci/p2pdma.ts'

export const parts: Parts = {
  // drivers/pci/pci.c, drivers/iommu/iommu.c
  bringUp,
  // drivers/pci/p2pdma.c
  addResource,
  alloc,
  free,
  mmap: mmapWith(true),
  unbind,
  hasAcsRedir,
  bridgesForward,
  classify: calcMapTypeAndDist,
  mapType: cachedMapType,
  busAddress,
  asBusAddress,
  distanceMany,
  publish: pciP2pmemPublish,
  findMany: pciP2pmemFindMany,
  // mm/memremap.c
  memremapPages: registrar(pgmapParts),
  // drivers/iommu/iommu.c
  groupOf,
  mapChosen,
  unmapChosen,
  // mm/gup.c
  gup: gup612,
  // lib/scatterlist.c
  buildTable: joinNeighbours,
  appendTable: appendTable(sgTable612),
  // block/bio.c, block/blk-merge.c
  requestTable: requestTable(blk612),
  // drivers/nvme/host/pci.c
  nvmeData: nvmeData(nvme612, blk612),
  // kernel/dma/mapping.c
  mapSg: mapSgtable,
  unmapSg: unmapSgtable,
  mapPage,
  mapResource,
  unmapPage,
  unmapResource,
  syncSg: syncSgtable,
  // kernel/dma/direct.c
  directMapSg,
  directUnmapSg,
  directUnmapPage,
  directSyncSg,
  directPage,
  directResource: (call, client, _, bytes) => directResource(call, client, bytes),
  unwind: unmark,
  // drivers/iommu/dma-iommu.c
  iommuMapSg,
  iommuUnmapSg,
  iommuUnmapPage,
  iommuUnmapResource,
  iommuSyncSg,
  freeIova: freeOrQueue,
  fqFull,
  flushQueue,
  flushDevices,
  mapSgBounced,
  iommuPage: untrustedPage,
  iommuResource,
  // include/rdma/ib_verbs.h
  virtMapSg,
}

export default linux(
  {
    id: 'linux-6.12',
    alias: 'D14',
    summary:
      'Linux 6.12: bus address inside a switch; mapped as RAM through an allowlisted host bridge; else -EREMOTEIO',
    sources: ['drivers/pci/p2pdma.c, kernel/dma/direct.c, drivers/iommu/dma-iommu.c, mm, Linux 6.12.117'],
  },
  { ...parts, memory: linuxMm },
)
