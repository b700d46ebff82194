/**
 * A request under way: what it asks for, and what its header says besides the address.
 */
import type { Bus } from '../address.ts'
import type { Machine, AccessKind } from '../machine/columns.ts'

/** What is done to the byte. A read and an atomic want a completion; a write never has one (RT-25). */
export type Access = AccessKind

/** What else a function may say in a request; what is left out, it says as an honest and ordinary one. */
export interface Header {
  /** AT = translated: the address comes out of an ATS completion, or the function claims so (IO-6, IO-13). */
  readonly translated?: boolean
  /** The function whose requester ID it carries, if it is forged (HW-AC-9): one below the same host bridge. */
  readonly requester?: number
  /** Relaxed Ordering; the completer copies it (RT-28). */
  readonly relaxed?: boolean
  /** Bytes of data that a write carries; left out: few enough for every link (RT-27). */
  readonly payload?: number
}

export const PLAIN: Header = {}

/** The AT field of a memory request. */
export type AddressType = 'untranslated' | 'translated' | 'translation request'

/** How a request came to its completer: over links, inside one device (DP-3), or on the wires of a PCI bus (RT-24). */
export type By = 'link' | 'inside' | 'wires'

export interface Request {
  /** Who sent it, or ROOT_COMPLEX: a CPU. */
  readonly initiator: number
  /** Whose requester ID it carries when it reaches the IOMMU (IO-2); of what links see, `idOnLinks`. */
  readonly requester: number
  readonly address: Bus
  readonly access: Access
  readonly at: AddressType
  readonly relaxed: boolean
  readonly payload: number
}

export const requestOf = (m: Machine, initiator: number, address: Bus, access: Access, header: Header): Request => ({
  initiator,
  requester: header.requester ?? m.requester[initiator],
  address,
  access,
  at: header.translated === true ? 'translated' : 'untranslated',
  relaxed: header.relaxed ?? false,
  payload: access === 'write' ? (header.payload ?? 0) : 0,
})
