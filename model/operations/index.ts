/**
 * Every operation, in the order in which a file's reader is told of them; those of other people's files join the list.
 */
import { boot } from './boot.ts'
import { unmappedDma, dma } from './device.ts'
import {
  deviceRead,
  deviceWrite,
  evict,
  hmmRangeFault,
  makeExclusive,
  migrateToDevice,
  migrateToSystem,
} from './memory/device.ts'
import { hmmDmaMapPfn, hmmDmaUnmapPfn, mirroredDma } from './memory/hmm-dma.ts'
import {
  dmaBufAttach,
  dmaBufDetach,
  dmaBufExport,
  dmaBufMove,
  dmaBufQueue,
  dmaBufRevoke,
  dmaBufUnmap,
} from './memory/dma-buf.ts'
import { dmaBufDma, dmaBufMapAttachment } from './memory/dma-buf-use.ts'
import { driverMmap, driverMove } from './memory/driver-vma.ts'
import { acquireOwner } from './memory/owner.ts'
import { pinUserPages, pinnedDma, unpinUserPages } from './memory/pin.ts'
import { cpuRead, cpuWrite, exitMm, fork, madviseDontneed, mprotect, vmMmap, vmMunmap } from './memory/process.ts'
import { takeP2pmem } from './memory/p2pmem.ts'
import { getDevPagemap, memunmapPages, notifierRemove } from './memory/teardown.ts'
import { mapPage, mapResource, mapSgtable } from './dma-map.ts'
import { cpuHelper, sgCopyToBuffer } from './cpu-access.ts'
import { freeSgt, physVecToSgt } from './dma-buf.ts'
import { syncSgtable } from './dma-sync.ts'
import { unmapPage, unmapResource, unmapSgtable } from './dma-unmap.ts'
import { enableSlot, surpriseRemoval } from './hotplug.ts'
import { fqFlushTimeout, iommuGroups, iommuMap, iommuUnmap } from './iommu.ts'
import { getUserPages } from './mm.ts'
import { nvmeMapData, nvmeUnmapData } from './nvme.ts'
import { nsAddP2p, reqAllocSgls, reqFreeSgls } from './nvmet.ts'
import { iovaFree, iovaLink, iovaTryAlloc, iovaUnlink } from './dma-iova.ts'
import { p2pMap, p2pUnmap } from './p2p-vma.ts'
import type { OperationKind, OperationOf } from './operation.ts'
import { addResource, distanceMany, findMany, publish } from './p2pdma.ts'
import { memremapPages } from './page-map.ts'
import { alloc, free, mmap, munmap, unbind } from './pool.ts'
import { allocPages, freePages } from './ram.ts'
import { flr, restore } from './reset.ts'
import { setpci } from './setpci.ts'
import type { FileIn } from './word.ts'

const OURS = [
  boot,
  addResource,
  memremapPages,
  distanceMany,
  publish,
  findMany,
  alloc,
  free,
  mmap,
  munmap,
  unbind,
  surpriseRemoval,
  enableSlot,
  flr,
  restore,
  allocPages,
  freePages,
  mapSgtable,
  mapPage,
  mapResource,
  nvmeMapData,
  nvmeUnmapData,
  nsAddP2p,
  reqAllocSgls,
  reqFreeSgls,
  unmapSgtable,
  unmapPage,
  unmapResource,
  syncSgtable,
  physVecToSgt,
  freeSgt,
  sgCopyToBuffer,
  cpuHelper,
  iovaTryAlloc,
  iovaLink,
  iovaUnlink,
  iovaFree,
  p2pMap,
  p2pUnmap,
  dma,
  unmappedDma,
  getUserPages,
  iommuGroups,
  iommuMap,
  iommuUnmap,
  fqFlushTimeout,
  setpci,
  vmMmap,
  vmMunmap,
  mprotect,
  madviseDontneed,
  fork,
  exitMm,
  cpuRead,
  cpuWrite,
  deviceRead,
  deviceWrite,
  migrateToDevice,
  migrateToSystem,
  evict,
  hmmRangeFault,
  makeExclusive,
  pinUserPages,
  unpinUserPages,
  pinnedDma,
  hmmDmaMapPfn,
  hmmDmaUnmapPfn,
  mirroredDma,
  driverMmap,
  driverMove,
  acquireOwner,
  notifierRemove,
  memunmapPages,
  getDevPagemap,
  takeP2pmem,
  dmaBufExport,
  dmaBufAttach,
  dmaBufMapAttachment,
  dmaBufUnmap,
  dmaBufDetach,
  dmaBufDma,
  dmaBufQueue,
  dmaBufMove,
  dmaBufRevoke,
] as const

type Ours = (typeof OURS)[number]

/** One step; functions, clients and earlier steps are indices. */
export type Operation = OperationOf<Ours>
/** One step in a file: a record with one field, the operation's kind. */
export type StepFile = { [O in Ours as O['kind']]?: FileIn<O['words']> }

export const operations: readonly OperationKind[] = OURS as unknown as readonly OperationKind[]

const byKind = new Map<string, OperationKind>()

/** undefined: nobody knows such an operation. */
export const operationNamed = (kind: string): OperationKind | undefined => {
  // Whoever joined the list since it was last read is learned now.
  if (!byKind.has(kind)) for (const one of operations) byKind.set(one.kind, one)
  return byKind.get(kind)
}

/** Not one of somebody else's file. */
export const isOurs = (operation: OperationKind): boolean => (OURS as readonly unknown[]).includes(operation)
