/**
 * What a design or a rule of your own is made of: `import { linux, parts, type Design } from 'p2pdma-spec'`.
 *
 * A file that exports a design by default is asked with `p2pspec check --design ./mine.ts`, one that exports a rule
 * with `--rule ./mine.ts`; one that exports an operation is taken in with `--operation ./mine.ts`. None needs to lie in this repository.
 *
 * Every export's own docstring gives its meaning, units and source.
 */

// Addresses: numbers of bytes that count in one space each, and all arithmetic on them.
export {
  ADDRESS_LIMIT,
  PAGE,
  advance,
  alignDown,
  alignUp,
  bus,
  busToPhys,
  handOver,
  hex,
  iova,
  onTheWire,
  overlaps,
  phys,
  physToBus,
  within,
  type Bus,
  type Dma,
  type Interconnect,
  type Iova,
  type Phys,
} from './model/address.ts'

// A design: Linux in parts, one or more of them changed; or any other shape, entry point by entry point.
export { design } from './model/kernel/design.ts'
export type { About, Call, Design, EntryPoints, Mapped, PageMapped, Request, Unmapped } from './model/kernel/design.ts'
export type { UserRequest } from './model/kernel/mm/gup.ts'
export { linux } from './model/kernel/linux.ts'
export type { Parts } from './model/kernel/parts.ts'
export { NO_PGMAP } from './model/kernel/mm/page.ts'
export { RAM, type Place, type Segment } from './model/place.ts'
/** The parts of Linux 6.12, the reference. */
export { parts } from './model/designs/releases/linux-6.12.ts'
export type { Choose } from './model/choose.ts'
export type { Bounce, CpuTouch, Effects, IovaRange } from './model/kernel/effects.ts'
export * from './model/kernel/errno.ts'
export { NO_PROVIDER, isP2p, type Direction, type SgEntry, type Table } from './model/kernel/lib/scatterlist.ts'

// Memory that moves: the kernel's calls as tables of rows, and a driver's rows in their place.
export { WAIT, calls, jump, next, ret } from './model/call.ts'
export { linuxMm, linuxMmWith, type OwnRows } from './model/kernel/mm/linux-mm.ts'
export { lendingMm } from './model/kernel/dma-buf/linux-dma-buf.ts'
/** The parts of Linux 6.12 with dma-buf and VFIO of 7.1. */
export { parts as lendingParts } from './model/designs/proposals/provider-revoke.ts'
/** A page map with methods (D21), and the parts of the driver that maps by them. */
export { atLast, mmByMethods, type Methods } from './model/kernel/gpu/pagemap-methods.ts'
export { parts as methodsParts } from './model/designs/proposals/hmm-dma-map.ts'
/** Whether the core knows a way by PCI to private memory. */
export { aliases as knowsWayByPci } from './model/designs/proposals/hmm-three-way-distance.ts'
export type { KnowsWay, Way } from './model/kernel/gpu/reaches.ts'
export { notifierOf, ownerOf, publish } from './model/kernel/lib/test-hmm/mirror.ts'
export type { HmmResult } from './model/kernel/mm/device/hmm.ts'
export type { MmDesign, MmParts } from './model/kernel/mm/parts.ts'

// The machine that both see: columns of facts, an index a function.
export { ACS, NO_ACS, anyBit } from './model/machine/acs.ts'
export { KIND, NO_FUNCTION, ROOT, isBridge, type Hw, type Machine } from './model/machine/columns.ts'

// An operation: words with roles, what it needs, what it does to the world, its sentence.
export { operation, operationAs } from './model/operations/operation.ts'
export type { At, OperationKind } from './model/operations/operation.ts'
export {
  acs,
  choice,
  choices,
  client,
  clients,
  direction,
  flag,
  fn,
  gives,
  list,
  mapping,
  memory,
  optional,
  pages,
  provider,
} from './model/operations/word.ts'
export { DONE, SKIPPED } from './model/outcome.ts'
export type { Stepped } from './model/outcome.ts'

// A rule: what it is, and what a run shows it.
export { always, compare, exists } from './spec/rule.ts'
export type { Always, Assumption, Compare, Event, Exists, Finding, Next, Rule } from './spec/rule.ts'
export { byteMeant, isOpen, isPeer, listEvent, mapEvent, reached, useEvent } from './spec/meant.ts'
export type { Byte, MapEvent, UseEvent } from './spec/meant.ts'
export { tellLanding, tellPlace } from './spec/tell.ts'
/** Every assumption that a rule of ours names. */
export * as assumptions from './spec/assumptions/index.ts'
export type { Scenario } from './model/scenario/file.ts'
export type { Mapping } from './model/operations/mapping.ts'
export type { Operation } from './model/operations/index.ts'
export type { Outcome } from './model/outcome.ts'
export type { Transaction, Transfer } from './model/transfer.ts'
export type { Landing } from './model/hardware/landing.ts'
export type { World } from './model/world.ts'
