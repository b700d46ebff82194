/** One of some values, by a labelled choice. */
import { chooseFrom, type Choose } from '../../model/choose.ts'

export type Pick = <T>(label: string, values: readonly T[]) => T

export const picking =
  (choose: Choose): Pick =>
  (label, values) =>
    chooseFrom(choose, label, values)
