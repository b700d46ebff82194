/** What a design asked while it decided, as data. */
import type { MapType } from '../model/kernel/pci/map-type.ts'

/** A function that the climb looked at, and whether its ACS word counted as a redirect. */
export interface ClimbStep {
  readonly function: number
  /** Control bits that were on; undefined: no ACS capability. */
  readonly acs: readonly string[] | undefined
  readonly redirects: boolean
}

/** Whether two host bridges, by index, are believed to forward peer traffic, and by what. */
export interface Bridges {
  readonly provider: number
  readonly client: number
  readonly forward: boolean
  /** What the allowlist of 6.12 went by; undefined: the design has a belief of its own, and asks nothing. */
  readonly because?: { readonly cpu: boolean; readonly roots: readonly RootDevice[] }
}

/** The device by which Linux knows a host bridge (-1: none), and whether it is on the list. */
export interface RootDevice {
  readonly host: number
  readonly device: number
  readonly listed: boolean
}

/** One climb from provider and client to where they meet. */
export interface Climb {
  readonly kind: 'climb'
  readonly provider: number
  readonly client: number
  /** Empty: the design answers without looking. */
  readonly looked: readonly ClimbStep[]
  /** The nearest function above both (or one of the two), if it was looked for; ROOT: there is none. */
  readonly common?: number
  readonly bridges?: Bridges
  readonly type: MapType
  readonly distance: number
}

/** A question for the way from a client to a provider, asked while a list was mapped. */
export interface WayAsked {
  readonly kind: 'way'
  readonly provider: number
  readonly client: number
  readonly type: MapType
  /**
   * fresh: a climb, which is here. kept: the answer of an earlier step. refused: the client is no PCI function, or the
   * provider has no pages. unasked: the design answers of itself, and looks at no way.
   */
  readonly how: 'fresh' | 'kept' | 'refused' | 'unasked'
  readonly climb?: Climb
  /** Of a kept answer: the step that asked, and what a climb would answer now. */
  readonly since?: number
  readonly now?: MapType
}

/** The bus address of a BAR byte, as the design reckoned it. */
export interface Reckoned {
  readonly kind: 'bus address'
  readonly phys: number
  readonly busOffset: number
  readonly address: number
}

export type Inquiry = WayAsked | Climb | Reckoned
