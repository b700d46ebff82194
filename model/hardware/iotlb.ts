/**
 * Truth of what an IOTLB may hold (IO-14): each translation of a table, used or not, until it is told to forget it (IO-16).
 */
import { advance, overlaps } from '../address.ts'
import type { Hw } from '../machine/columns.ts'
import type { Range, Translation } from '../machine/domain.ts'

/** What was in a table and is in it no more: rows, or parts of rows. */
export const goneFrom = (before: readonly Translation[], after: readonly Translation[]): readonly Translation[] => {
  // Mostly rows were added behind those that there were.
  if (before.every((row, i) => row === after[i])) return NOTHING
  return before
    .filter((row) => !after.includes(row))
    .flatMap((row) =>
      after
        .filter((other) => leadAlike(row, other))
        .reduce((parts, { iova, size }) => forgotten(parts, { iova, size }), [row]),
    )
}
const NOTHING: readonly Translation[] = []

const leadAlike = (a: Translation, b: Translation): boolean =>
  a.phys - a.iova === b.phys - b.iova && a.read === b.read && a.write === b.write

/** What is left of rows when a range is forgotten: of one that it cuts, the part below it and the part above. */
export const forgotten = (rows: readonly Translation[], { iova, size }: Range): Translation[] =>
  rows.flatMap((row) => {
    if (!overlaps(row.iova, row.size, iova, size)) return [row]
    const below = { ...row, size: iova - row.iova }
    const skipped = iova + size - row.iova
    const above = {
      ...row,
      iova: advance(row.iova, Math.max(0, skipped)),
      phys: advance(row.phys, Math.max(0, skipped)),
      size: row.size - skipped,
    }
    return [below, above].filter((part) => part.size > 0)
  })

/** What the IOTLB may hold for requests of `requester`, and no table has. */
export const staleOf = ({ attached, domains }: Hw, requester: number): readonly Translation[] => {
  const domain = domains.get(attached[requester])
  return (domain?.kind === 'translate' ? domain.stale : undefined) ?? NOTHING
}
