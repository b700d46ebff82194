/**
 * What was written where: bytes of RAM and of BARs, each by the step that wrote it. A byte that nobody wrote is 0, and stands in no row.
 */

/** Which write a byte is of: the step, and how far into what that step wrote. */
export interface Tag {
  readonly by: number
  readonly from: number
}

/** Bytes of RAM, or of a function's BAR, from a place on. */
export interface Bytes {
  readonly owner: number
  readonly at: number
  readonly length: number
}

/** Those of one write, in its order. */
export interface Written extends Bytes, Tag {}

/** Rows that do not overlap, in order, none the continuation of the row before it: equal contents are equal rows. */
export type Contents = readonly Written[]
