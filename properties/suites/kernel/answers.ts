/**
 * What to read in the answers of Linux 6.12.
 */
import type { Table } from '../../../model/kernel/lib/scatterlist.ts'
import type { Hw } from '../../../model/machine/columns.ts'
import type { Translation } from '../../../model/machine/domain.ts'
import type { Outcome } from '../../../model/outcome.ts'

export const EIO = 5
export const ENOMEM = 12
export const EINVAL = 22
export const EREMOTEIO = 121

/** `judge` of every key of a table, to be compared with the whole table: a failure shows its rows. */
export const table = <T>(keys: readonly string[], judge: (key: string) => T): Record<string, T> =>
  Object.fromEntries(keys.map((key) => [key, judge(key)]))

/** What was believed of a list of one BAR entry, or the distance. */
export const belief = (outcome: Outcome): string | number | undefined => {
  if (outcome.kind === 'distance') return outcome.distance
  if (outcome.kind !== 'mapped') return undefined
  if (outcome.rc !== 0) return outcome.rc === -EREMOTEIO ? 'NOT_SUPPORTED' : `errno ${outcome.rc}`
  return outcome.table[0].marked ? 'BUS_ADDR' : 'THRU_HOST_BRIDGE'
}

/** The mapping, or unmapping, that the last step was. */
export const asMapped = (outcome: Outcome | undefined) => {
  if (outcome?.kind !== 'mapped') throw new Error(outcome?.kind ?? 'nothing')
  return outcome
}
export const asUnmapped = (outcome: Outcome | undefined) => {
  if (outcome?.kind !== 'unmapped') throw new Error(outcome?.kind ?? 'nothing')
  return outcome
}

/** What DMA code reads of an entry: address, length, mark. */
export const dmaFields = (entries: Table) => entries.map(({ dma, dmaLength, marked }) => [dma, dmaLength, marked])
export const marks = (entries: Table) => entries.map(({ marked }) => marked)

export const rowsOf = ({ attached, domains }: Hw, f: number): readonly Translation[] => {
  const domain = domains.get(attached[f])
  return domain?.kind === 'translate' ? domain.table : []
}

/** Where the IOMMU takes an address; undefined: nowhere. */
export const translate = (rows: readonly Translation[], iova: number): number | undefined => {
  const row = rows.find((r) => iova >= r.iova && iova < r.iova + r.size)
  return row && row.phys + iova - row.iova
}

export const permutations = <T>(items: readonly T[]): T[][] =>
  items.length === 0
    ? [[]]
    : items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]))
