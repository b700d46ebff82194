/**
 * A story as data: everything that `explain` tells, and what `--json` prints.
 *
 * The shape is kept: fields are added, never renamed. Functions, host bridges, clients and steps are named by their
 * index in the lists of the story; where a function is meant, -1 is RAM (`owner`), the root complex (`at`, `common`,
 * `parent`) or nobody (`initiator`). Addresses and lengths are numbers, in bytes.
 */
import type { Landing } from '../model/hardware/landing.ts'
import type { RuleId } from '../model/hardware/reasons.ts'
import type { Translation } from '../model/machine/domain.ts'
import type { Operation } from '../model/operations/index.ts'
import type { Outcome } from '../model/outcome.ts'
import type { Place } from '../model/place.ts'
import type { Finding } from '../spec/rule.ts'
import type { Inquiry } from './inquiry.ts'
import type { MachineTold } from './machine.ts'
import type { Verdict } from './path.ts'
import type { Chosen } from './run.ts'

export interface Story {
  readonly question?: string
  readonly why?: string
  readonly sources: readonly string[]
  /** Id and sentence of the design whose run is told. */
  readonly design: string
  readonly summary: string
  readonly machine: MachineTold
  /** How what the design leaves free was resolved in this run. */
  readonly chosen: readonly Chosen[]
  /** Only so many ways to resolve what is free were gone through, the first, and there are more. Left out: all, or enough. */
  readonly cut?: number
  readonly steps: readonly StepTold[]
  /** Rules that the run breaks; the one that the file was saved for comes first. */
  readonly broken: readonly BrokenTold[]
  /** The same scenario under every design. */
  readonly designs: readonly DesignTold[]
}

export interface StepTold {
  readonly step: number
  readonly operation: Operation
  readonly outcome: Outcome
  /** What the design asked to decide it; null: a design that is not made of the kernel's parts, and cannot be heard. */
  readonly asked: readonly Inquiry[] | null
  /** Of a step that maps: the list as it was meant, side by side with the DMA entries. */
  readonly entries?: readonly Entry[]
  /** And what it put into the client's IOMMU table, in how many contiguous ranges. */
  readonly translations?: { readonly rows: readonly Translation[]; readonly ranges: number }
  /** Of a step in which a device uses memory. */
  readonly transactions?: readonly TransactionTold[]
}

/** Row `entry` of the list, and DMA entry number `entry`: after packing the two need not correspond. */
export interface Entry {
  readonly entry: number
  readonly meant?: Place & { readonly length: number; readonly pages: number }
  readonly dma?: { readonly address: number; readonly length: number; readonly marked: boolean }
}

export interface TransactionTold {
  readonly entry: number
  /** Bytes into the DMA entry, and into the list. */
  readonly offset: number
  readonly position: number
  readonly address: number
  readonly translated: boolean
  readonly meant: Place | null
  readonly hops: readonly HopTold[]
  readonly landing: Landing
  readonly verdict: Verdict
  /** The memory that a bounce buffer it landed in stands in for. */
  readonly standsFor?: number
}

export interface HopTold {
  readonly at: number
  readonly because: RuleId
  readonly reason: string
  /** What the address is from here on, where this hop translates it. */
  readonly address?: number
}

export interface BrokenTold extends Finding {
  readonly rule: string
  readonly name: string
  readonly sentence: string
  readonly why: string
  readonly sources: readonly string[]
  readonly assumptions: readonly {
    readonly id: string
    readonly met: boolean
    readonly sentence: string
    readonly why: string
    /** The design makes it false itself; the rule that is about that. */
    readonly knownDefect?: string
  }[]
  /** Ids of those that are not met: if there are any, this is not counted against the design. */
  readonly assumptionsNotMet: readonly string[]
  /**
   * Single changes of the machine: how many are possible, on how many the rule is asked, and which hide the bug. Those that nobody
   * can make are told as facts, because of which the rule is broken.
   */
  readonly hidden: {
    readonly tried: number
    readonly asked: number
    readonly by: readonly string[]
    readonly because: readonly string[]
    /** Of a large machine: functions of which no change was tried. */
    readonly leftOut?: number
  }
}

export interface DesignTold {
  readonly design: string
  /** What came of each step that decides something, in a few words. */
  readonly steps: readonly string[]
  readonly breaks: readonly string[]
}
