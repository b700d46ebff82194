/**
 * Shrinking against the real kernel: all candidates one change away go to one boot, and the smallest that still
 * differs is the next to shrink.
 */
import type { Design } from '../../model/kernel/design.ts'

import { smaller } from '../../properties/shrink.ts'
import { size } from '../../properties/size.ts'
import { askLinux, judge, type Answered } from './ask.ts'

/** The least scenario that greedy steps reach while model and Linux differ. */
export const shrinkDifference = async (cache: string, design: Design, found: Answered): Promise<Answered> => {
  for (let least = found; ;) {
    const { answered } = await askLinux(cache, smaller(least.file))
    const differing = answered.filter((one) => judge(design, one).differences.length > 0)
    if (differing.length === 0) return least
    least = differing.reduce((a, b) => (size(b.file) < size(a.file) ? b : a))
  }
}

/** One scenario for each way to differ: many cases show the same. */
export const kinds = (found: readonly { readonly key: string; readonly answered: Answered }[]): Answered[] => {
  const least = new Map<string, Answered>()
  for (const { key, answered } of found) {
    const known = least.get(key)
    if (known === undefined || size(answered.file) < size(known.file)) least.set(key, answered)
  }
  return [...least.values()]
}
