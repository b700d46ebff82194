/**
 * What a check answers.
 */
import type { Kinds } from '../search/kinds.ts'
import type { Sweep } from '../search/sweep.ts'
import type { Verdict } from './verdict.ts'
import type { Contrast, Trust } from './evidence.ts'

export interface Report {
  readonly verdicts: readonly Verdict[]
  readonly mutants: readonly Verdict[]
  readonly contrasts: readonly Contrast[]
  readonly trust: readonly Trust[]
  /** What kinds of case the random sweeps drew. */
  readonly kinds: Kinds
  /** Why the check fails, whatever is expected: something that should have happened did not. */
  readonly failures: readonly string[]
  /** Why what was found could not be kept; none: it was. */
  readonly unkept: readonly string[]
  /** Of a search that was ended: sweeps that were not had, or only so many runs of them. */
  readonly notFinished: readonly NotFinished[]
}

export interface NotFinished {
  readonly sweep: Sweep
  /** Left out: it was not begun. */
  readonly runs?: number
}

/** What a search leaves out of all there is to ask: some failures then mean nothing. */
export interface Narrowed {
  readonly rules: boolean
  readonly designs: boolean
  readonly sweeps: boolean
}
