/**
 * What a check answers.
 */
import type { Kinds } from '../search/kinds.ts'
import type { Look } from '../search/look.ts'
import type { Verdict } from './verdict.ts'
import type { Teeth, Trust } from './evidence.ts'

export interface Report {
  readonly verdicts: readonly Verdict[]
  readonly mutants: readonly Verdict[]
  readonly teeth: readonly Teeth[]
  readonly trust: readonly Trust[]
  /** What kinds of case the random looks drew. */
  readonly kinds: Kinds
  /** Why the check fails, whatever is expected: something that should have happened did not. */
  readonly failures: readonly string[]
  /** Of a search that was ended: looks that were not had, or only so many runs of them. */
  readonly notFinished: readonly NotFinished[]
}

export interface NotFinished {
  readonly look: Look
  /** Left out: it was not begun. */
  readonly runs?: number
}

/** What a search leaves out of all there is to ask: some failures then mean nothing. */
export interface Narrowed {
  readonly rules: boolean
  readonly designs: boolean
  readonly looks: boolean
}
