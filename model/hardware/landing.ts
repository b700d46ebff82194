/**
 * Where a transaction ends, and the hops that brought it there.
 */
import type { Bus, Phys } from '../address.ts'
import type { RuleId } from './reasons.ts'

export type { Access } from './request.ts'

/** `hop.at` of a hop inside the root complex, where no function is. */
export const ROOT_COMPLEX = -1

/** One decision on the way: which component made it, and by which rule. */
export interface Hop {
  readonly at: number
  readonly because: RuleId
  /** What the request's address is from here on, where this hop translates it. */
  readonly address?: Phys | Bus
}

export type Landing =
  | { readonly kind: 'ram'; readonly address: Phys }
  /** An interrupt message: no memory was touched. */
  | { readonly kind: 'interrupt' }
  /** Byte `offset` of the BAR of `owner`; a read or an atomic has its answer. */
  | { readonly kind: 'bar'; readonly owner: number; readonly offset: number }
  /** Unsupported Request, blocked or dropped, or answered with invented data: no byte was touched. */
  | { readonly kind: 'nowhere'; readonly at: number; readonly because: RuleId }
  /** A read or an atomic that touched the byte and whose completion never came back. */
  | { readonly kind: 'read lost'; readonly owner: number; readonly offset: number; readonly because: RuleId }
  /**
   * The specification leaves it open. A read may have touched a byte for certain, and only the way of
   * its completion be open: then `touched` says which.
   */
  | { readonly kind: 'undefined'; readonly at: number; readonly because: RuleId; readonly touched?: Touched }

/** A byte of a BAR. */
export interface Touched {
  readonly owner: number
  readonly offset: number
}

/** The hops so far; left out in the search, where nobody reads them. */
export type Trail = Hop[] | undefined

export const hop = (trail: Trail, at: number, because: RuleId, address?: Phys | Bus): void => {
  trail?.push(address === undefined ? { at, because } : { at, because, address })
}

export const nowhere = (trail: Trail, at: number, because: RuleId): Landing => {
  hop(trail, at, because)
  return { kind: 'nowhere', at, because }
}

export const leftOpen = (trail: Trail, at: number, because: RuleId, touched?: Touched): Landing => {
  hop(trail, at, because)
  return { kind: 'undefined', at, because, ...(touched === undefined ? {} : { touched }) }
}
