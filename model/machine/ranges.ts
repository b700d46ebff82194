/**
 * Rows of a machine that are no functions: ranges of addresses, memory, and what a list of the kernel names.
 */
import type { Bus, Phys } from '../address.ts'

/** What kind of pages a range of memory has: ordinary RAM, or a `dev_pagemap` by its type. */
export const RAM_TYPES = ['RAM', 'MEMORY_DEVICE_COHERENT', 'MEMORY_DEVICE_FS_DAX', 'MEMORY_DEVICE_GENERIC'] as const
export type RamType = (typeof RAM_TYPES)[number]

/** `[bus, bus + size)` arrives at host physical `[phys, phys + size)`. */
export interface Inbound {
  readonly bus: Bus
  readonly phys: Phys
  readonly size: number
}

/** `[base, base + size)` of bus addresses, or of CPU physical ones. */
export interface Span<A extends number = Bus> {
  readonly base: A
  readonly size: number
}

/** A host bridge that its owner has put on Linux's list of those that forward. */
export interface Listed {
  readonly vendor: number
  readonly device: number
  /** Only pairs below this one host bridge. */
  readonly sameHostBridge: boolean
}

/** `[base, base + size)` of memory that is no BAR. */
export interface Ram {
  readonly base: Phys
  readonly size: number
  readonly type: RamType
  /** Whether it keeps its content without power: a fact that no decision may rest on. */
  readonly persistent: boolean
}
