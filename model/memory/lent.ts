/** What is meant by buffers that drivers lend to each other: the ledger of memory that is lent. Functions work on a draft. */
import type { Meant, MeantLent } from './meant.ts'

/** It is lent from now on, by the step that exported it. */
export const lives = ({ lent }: Meant, step: number): void => {
  lent[step] = { values: [0] }
}

/** A step took it away. */
export const takenAway = ({ lent }: Meant, of: number, step: number): void => {
  lent[of] = { ...lent[of], ended: step }
}

/** Nobody means what was taken away. */
export const lentAt = ({ lent }: Meant, of: number): MeantLent | undefined =>
  lent[of]?.ended === undefined ? lent[of] : undefined

export const writtenTo = (meant: Meant, of: number, value: number): void => {
  if (lentAt(meant, of) !== undefined) meant.lent[of] = { values: [value] }
}
