/**
 * Every design, in the order of the columns; a test says that every file of the folders is here.
 */
import type { Design } from '../kernel/design.ts'
import biosJoinPgmaps from './bugs/bios-join-pgmaps.ts'
import exclusiveHoldsNothing from './bugs/exclusive-holds-nothing.ts'
import faultHoldsNothing from './bugs/fault-holds-nothing.ts'
import faultSpinsOnLock from './bugs/fault-spins-on-lock.ts'
import foreignPrivateFails from './bugs/foreign-private-fails.ts'
import lendsToAnybody from './bugs/lends-to-anybody.ts'
import mmapKeepsReference from './bugs/mmap-keeps-reference.ts'
import notifierFreedWhileCalled from './bugs/notifier-freed-while-called.ts'
import pageHoldsNoMap from './bugs/page-holds-no-map.ts'
import pageMapReapedTooEarly from './bugs/page-map-reaped-too-early.ts'
import revokeWithoutWaiting from './bugs/revoke-without-waiting.ts'
import hmmDevmemP2p from './bugs/hmm-devmem-p2p.ts'
import physVecOverflows from './bugs/phys-vec-overflows.ts'
import aliasWindowSlides from './mutants/alias-window-slides.ts'
import barFirst from './mutants/bar-first.ts'
import busMap from './mutants/bus-map.ts'
import callbackOfAnyType from './mutants/callback-of-any-type.ts'
import countSetWhenTaken from './mutants/count-set-when-taken.ts'
import devicesBeforeIotlb from './mutants/devices-before-iotlb.ts'
import driverAsksWhenItMigrates from './mutants/driver-asks-when-it-migrates.ts'
import driverHearsItself from './mutants/driver-hears-itself.ts'
import driverIgnoresFailedMigration from './mutants/driver-ignores-failed-migration.ts'
import driverIgnoresSequence from './mutants/driver-ignores-sequence.ts'
import driverKeepsAddress from './mutants/driver-keeps-address.ts'
import driverKeepsMirror from './mutants/driver-keeps-mirror.ts'
import driverLooksTooEarly from './mutants/driver-looks-too-early.ts'
import driverMapsWritable from './mutants/driver-maps-writable.ts'
import driverSavesSequenceLate from './mutants/driver-saves-sequence-late.ts'
import driverSkipsByOwner from './mutants/driver-skips-by-owner.ts'
import driverWritesUnlocked from './mutants/driver-writes-unlocked.ts'
import exclusiveStays from './mutants/exclusive-stays.ts'
import exporterCounts from './mutants/exporter-counts.ts'
import exporterLeavesCpu from './mutants/exporter-leaves-cpu.ts'
import exporterLeavesDevice from './mutants/exporter-leaves-device.ts'
import faultWaitsForLock from './mutants/fault-waits-for-lock.ts'
import forgetsDevices from './mutants/forgets-devices.ts'
import forgetsIotlb from './mutants/forgets-iotlb.ts'
import freesBeforeFlush from './mutants/frees-before-flush.ts'
import groupsBySwitch from './mutants/groups-by-switch.ts'
import gupUngated from './mutants/gup-ungated.ts'
import ignoresAcs from './mutants/ignores-acs.ts'
import importerIgnoresNotice from './mutants/importer-ignores-notice.ts'
import marksRam from './mutants/marks-ram.ts'
import mergesPgmaps from './mutants/merges-pgmaps.ts'
import noUnwind from './mutants/no-unwind.ts'
import nvmeMapsPeersAlone from './mutants/nvme-maps-peers-alone.ts'
import offByAPage from './mutants/off-by-a-page.ts'
import ownerByDistance from './mutants/owner-by-distance.ts'
import ownerCover from './mutants/owner-cover.ts'
import pagemapAnswersAlone from './mutants/pagemap-answers-alone.ts'
import pagemapAsksAgain from './mutants/pagemap-asks-again.ts'
import pagemapReadsAddresses from './mutants/pagemap-reads-addresses.ts'
import refusesAll from './mutants/refuses-all.ts'
import skipsLast from './mutants/skips-last.ts'
import tellsOneDevice from './mutants/tells-one-device.ts'
import waitsForNoDevice from './mutants/waits-for-no-device.ts'
import bounce from './proposals/bounce.ts'
import deviceDax from './proposals/device-dax.ts'
import dmaOnly from './proposals/dma-only.ts'
import fourWay from './proposals/four-way.ts'
import hardDisable from './proposals/hard-disable.ts'
import hmmDmaMap from './proposals/hmm-dma-map.ts'
import hmmThreeWayDistance from './proposals/hmm-three-way-distance.ts'
import hmmThreeWay from './proposals/hmm-three-way.ts'
import naiveIommu from './proposals/naive-iommu.ts'
import optInOp from './proposals/opt-in-op.ts'
import orchestratorCheck from './proposals/orchestrator-check.ts'
import ownerGroups from './proposals/owner-groups.ts'
import ownerPerDriver from './proposals/owner-per-driver.ts'
import pagemapMethods from './proposals/pagemap-methods.ts'
import peerdirect from './proposals/peerdirect.ts'
import pgmapCallbackFixed from './proposals/pgmap-callback-fixed.ts'
import pgmapCallback from './proposals/pgmap-callback.ts'
import providerRevoke from './proposals/provider-revoke.ts'
import proxyOps from './proposals/proxy-ops.ts'
import rawPhys from './proposals/raw-phys.ts'
import softIommu from './proposals/soft-iommu.ts'
import splitRuns from './proposals/split-runs.ts'
import stackedShim from './proposals/stacked-shim.ts'
import vmaOps from './proposals/vma-ops.ts'
import linux420Fixed from './releases/linux-4.20-fixed.ts'
import linux420 from './releases/linux-4.20.ts'
import linux54 from './releases/linux-5.4.ts'
import linux612 from './releases/linux-6.12.ts'
import linux617 from './releases/linux-6.17.ts'

export const designs: readonly Design[] = [
  rawPhys,
  naiveIommu,
  orchestratorCheck,
  hardDisable,
  pgmapCallback,
  pgmapCallbackFixed,
  stackedShim,
  splitRuns,
  optInOp,
  fourWay,
  softIommu,
  proxyOps,
  linux420,
  linux420Fixed,
  linux54,
  linux617,
  bounce,
  hmmThreeWay,
  hmmThreeWayDistance,
  pagemapMethods,
  ownerPerDriver,
  ownerGroups,
  hmmDmaMap,
  providerRevoke,
  peerdirect,
  vmaOps,
  dmaOnly,
  deviceDax,
  linux612,
]

/**
 * No columns: bugs of the past, and designs that were never proposed. Each breaks a rule that no real design breaks, or keeps one that Linux breaks.
 */
export const mutants: readonly Design[] = [
  biosJoinPgmaps,
  exclusiveHoldsNothing,
  faultHoldsNothing,
  faultSpinsOnLock,
  foreignPrivateFails,
  lendsToAnybody,
  mmapKeepsReference,
  notifierFreedWhileCalled,
  pageHoldsNoMap,
  pageMapReapedTooEarly,
  revokeWithoutWaiting,
  physVecOverflows,
  hmmDevmemP2p,
  aliasWindowSlides,
  barFirst,
  busMap,
  callbackOfAnyType,
  countSetWhenTaken,
  devicesBeforeIotlb,
  driverAsksWhenItMigrates,
  driverHearsItself,
  driverIgnoresFailedMigration,
  driverIgnoresSequence,
  driverKeepsAddress,
  driverKeepsMirror,
  driverLooksTooEarly,
  driverMapsWritable,
  driverSavesSequenceLate,
  driverSkipsByOwner,
  driverWritesUnlocked,
  exclusiveStays,
  exporterCounts,
  exporterLeavesCpu,
  exporterLeavesDevice,
  faultWaitsForLock,
  forgetsDevices,
  forgetsIotlb,
  freesBeforeFlush,
  groupsBySwitch,
  gupUngated,
  ignoresAcs,
  importerIgnoresNotice,
  marksRam,
  mergesPgmaps,
  noUnwind,
  nvmeMapsPeersAlone,
  offByAPage,
  ownerByDistance,
  ownerCover,
  pagemapAnswersAlone,
  pagemapAsksAgain,
  pagemapReadsAddresses,
  refusesAll,
  skipsLast,
  tellsOneDevice,
  waitsForNoDevice,
]

/** The design or mutant that has this id or alias. Designs from outside join the lists and are found as ours are. */
export const designNamed = (name: string): Design | undefined => {
  const all = [...designs, ...mutants]
  return all.find(({ id }) => id === name) ?? all.find(({ alias }) => alias === name)
}

/** The design, what it is made of, and so on: whoever is named first in a file is meant. */
export const lineOf = ({ id, basis }: Pick<Design, 'id' | 'basis'>): readonly string[] => {
  const below = basis === undefined ? undefined : designNamed(basis)
  return below === undefined || below.id === id ? [id] : [id, ...lineOf(below)]
}

/** Every name that {@link designNamed} takes. */
export const designNames = (): string[] =>
  [...designs, ...mutants].flatMap(({ id, alias }) => (alias === undefined ? [id] : [id, alias]))
