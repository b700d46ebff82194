/** What is asked of `hmm_range_fault`, and what it answers. */
import type { HmmBits } from '../parts.ts'

/** An entry of `hmm_pfns`: inputs and outputs share their bits. */
export interface HmmEntry extends HmmBits {
  readonly error: boolean
  readonly frame?: number
  /** A private page that is told because a method of its page map said so. */
  readonly allowed?: true
}

export interface HmmRange {
  readonly process: number
  readonly start: number
  readonly end: number
  readonly owner: string | undefined
  readonly defaults: HmmBits
  readonly mask: HmmBits
  /** The interval notifier, by number. */
  readonly notifier: number
  /** The function that asks, where it may be told of pages of BARs (`HMM_PFN_ALLOW_P2P`). */
  readonly p2p?: number
}
