/**
 * What a step did to the IOMMU's table of a client, as the machine could witness it.
 */
import { tableOf } from '../model/kernel/iommu/domain.ts'
import { NO_FUNCTION, type Hw } from '../model/machine/columns.ts'
import type { Translation } from '../model/machine/domain.ts'
import type { Event } from './rule.ts'

/** The translations of the client's group; a client on no bus has none. */
export const rowsOf = (hw: Hw, client: number): readonly Translation[] => {
  const f = hw.machine.clientFunction[client]
  return f === NO_FUNCTION ? [] : tableOf(hw, f)
}

/** Those that the step put there, in the order in which it did. */
export const addedRows = ({ before, after }: Pick<Event, 'before' | 'after'>, client: number): Translation[] => {
  const old = new Set(rowsOf(before.hw, client))
  return rowsOf(after.hw, client).filter((row) => !old.has(row))
}

/** How many ranges of IOVAs rows make up that were put there in this order: each allocation is filled upwards. */
export const rangesIn = (rows: readonly Translation[]): number =>
  rows.filter((row, i) => i === 0 || rows[i - 1].iova + rows[i - 1].size !== row.iova).length
