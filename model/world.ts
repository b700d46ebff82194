/**
 * The state: truth's registers, belief's memory, and the ledger of what was meant.
 */
import { power, type Hw, type Machine } from './machine/columns.ts'
import type { Contents } from './machine/contents.ts'
import type { Design, Opaque } from './kernel/design.ts'
import type { DmaOnlyList } from './kernel/dma-buf/dma-only.ts'
import type { IovaState } from './kernel/iommu/iova-state.ts'
import type { Bounce } from './kernel/effects.ts'
import { attachGroups } from './kernel/iommu/attach.ts'
import type { Chooser } from './kernel/iommu/chooser.ts'
import { groupOf } from './kernel/iommu/groups.ts'
import type { Direction, Table } from './kernel/lib/scatterlist.ts'
import type { MmState } from './kernel/mm/state.ts'
import { bootMemory } from './memory/boot.ts'
import { nothingMeant, type Meant } from './memory/meant.ts'
import type { Segment } from './place.ts'

/** Memory that was mapped for a client: as it was meant, and as the design filled it in. */
export interface Mapped {
  readonly client: number
  readonly direction: Direction
  /** From the operation's arguments, never from what a design wrote. */
  readonly meant: readonly Segment[]
  readonly table: Table
  /** The table as the client was told of it; an unmap does not make it forget. */
  readonly told: Table
  /** How many entries of `table` are DMA entries, from the first. */
  readonly nents: number
  /** As the design gave it, where it is for DMA only. */
  readonly dmaOnly?: DmaOnlyList
  /** The range of IOVAs that it fills, where its driver does that itself. */
  readonly iova?: IovaState
  /** RAM that stands in for some of what was meant. */
  readonly bounced: readonly Bounce[]
  /** Mapped and not yet unmapped. */
  readonly live: boolean
  /** User space mapped it, through this interface; left out: a driver did. */
  readonly by?: Chooser
  /** It went as a page of its own although it was asked for as a list, and is taken back so. */
  readonly asPage?: true
  /** Nothing is mapped: a target's controller, and the provider that its requests take memory from. */
  readonly takesFrom?: number
  /** The device that was told of it was pulled out; what stands in its place was told nothing. */
  readonly forgotten?: true
}

/** What an allocation, a mapping of a file or a registration gave: memory that is meant by its name, until its life ends. */
export interface MemoryObject extends Segment {
  /** `pages`: struct pages of a BAR, which others are taken from. */
  readonly by: 'kernel' | 'user' | 'pages'
  /** Index of the step that ended it. */
  readonly ended?: number
  /** Index of the step that pulled its function out: its bytes are no more, whoever holds it. */
  readonly lost?: number
  /** Index of the last step that reset its function: it lies where it lay, and what was in it is gone. */
  readonly emptied?: number
}

export interface World {
  readonly hw: Hw
  /** The machine as its functions were found, each by itself: groups are made of this, once. */
  readonly found: Hw
  readonly kernel: Opaque
  /** By index of the step that mapped it. */
  readonly ledger: ReadonlyMap<number, Mapped>
  /** Memory with a life, by index of the step that gave it. */
  readonly objects: ReadonlyMap<number, MemoryObject>
  /** The last write to each byte of memory that is mapped, as it was meant; of memory whose life ended or began, nothing. */
  readonly written: Contents
  /** Memory that moves: page tables and contents, and what the kernel keeps of them. */
  readonly mm: MmState
  /** What is meant by pages of processes. */
  readonly meant: Meant
}

/** What a kernel finds when it comes up: each function by itself, and then in its group. */
export const foundBy = (design: Design, found: Hw): Pick<World, 'hw' | 'found'> => ({
  found,
  hw: attachGroups(found, design.groupOf ?? groupOf),
})

const NOTHING_MEANT = nothingMeant()

/** A design that does not say which functions are kept apart has Linux's groups. */
export const boot = (design: Design, machine: Machine): World => ({
  ...foundBy(design, power(machine)),
  kernel: design.boot,
  ledger: new Map(),
  objects: new Map(),
  written: [],
  mm: bootMemory(machine),
  meant: NOTHING_MEANT,
})
