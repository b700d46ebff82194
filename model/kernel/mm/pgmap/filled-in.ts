/** A page map as its driver fills it in for bytes of its BAR, and what the kernel keeps of it. */
import type { PageType } from '../page.ts'
import type { Ops, PgmapState } from './state.ts'

/** What a driver may say that its memory is. */
export const REGISTERED_TYPES = [
  'MEMORY_DEVICE_PRIVATE',
  'MEMORY_DEVICE_COHERENT',
  'MEMORY_DEVICE_FS_DAX',
  'MEMORY_DEVICE_GENERIC',
] as const satisfies readonly PageType[]
export type RegisteredType = (typeof REGISTERED_TYPES)[number]

/** `struct dev_pagemap` as its driver filled it in. */
export interface FilledIn {
  readonly type: RegisteredType
  /** `page_free`, `migrate_to_ram`. */
  readonly ops: Ops
  readonly owner: boolean
  /** Bytes into the BAR; how many bytes, 0: the rest of it. */
  readonly offset: number
  readonly size: number
}

/** Page maps that drivers registered, and whose BAR each is of, by its number. */
export interface Registered {
  readonly s: PgmapState
  readonly provider: Readonly<Record<number, number>>
}
