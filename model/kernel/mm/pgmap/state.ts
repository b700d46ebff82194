/** Page maps that somebody registers over a range of addresses, and what the kernel keeps of them. */

/** Pages that become a part of memory together. */
export const SUBSECTION = 512

export interface Range {
  readonly start: number
  readonly count: number
}

/** The methods of a page map that a driver fills in: `page_free`, `migrate_to_ram`. */
export const OPS = ['none', 'free', 'ram', 'both'] as const
export type Ops = (typeof OPS)[number]

/** `struct dev_pagemap` as its driver fills it. `type`: the number in `enum memory_type`; others are nobody's. */
export interface PgmapSpec {
  readonly type: number
  readonly ranges: readonly Range[]
  readonly ops: Ops
  readonly owner: boolean
  /** The range lies in RAM. */
  readonly sysram: boolean
  /** Some of it lies where the kernel can map nothing. Left out: none of it. */
  readonly beyond?: boolean
}

export interface Pgmap extends PgmapSpec {
  readonly id: number
  /** `pgmap->ref`: 1 and one for each page in use, or for every page. */
  refs: number
  /** False once it is killed: no look-up finds it. */
  live: boolean
  /** Pages that its driver took, by number; they have a reference. */
  readonly taken: Record<number, number>
}

export interface PgmapState {
  readonly maps: Record<number, Pgmap>
  /** `pgmap_array`, as what was stored and erased in it, the last first. */
  array: { readonly range: Range; readonly id: number | undefined }[]
  /** Subsections that have struct pages. */
  readonly populated: Record<number, true>
  warned: boolean
}

export const PRIVATE = 1
export const COHERENT = 2

export const bootPgmaps = (): PgmapState => ({ maps: {}, array: [], populated: {}, warned: false })

/** PM-18, PM-19: whose pages are counted as they are taken; of the others every page has a reference from the start. */
export const countsTaken = ({ type }: Pick<PgmapSpec, 'type'>): boolean => type === PRIVATE || type === COHERENT

export const within = ({ start, count }: Range, at: number): boolean => start <= at && at < start + count

/** `get_dev_pagemap`, without its reference (PM-20, PM-21). */
export const lookup = ({ array, maps }: PgmapState, at: number): Pgmap | undefined => {
  const found = array.find(({ range }) => within(range, at))?.id
  return found !== undefined && maps[found]?.live ? maps[found] : undefined
}

export const subsections = ({ start, count }: Range): number[] =>
  Array.from({ length: Math.ceil(count / SUBSECTION) }, (_, i) => Math.floor(start / SUBSECTION) + i)
