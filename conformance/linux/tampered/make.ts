/** What a tampered model is made of, and small changes that several of them make. */
import { handOver, onTheWire, type Dma } from '../../../model/address.ts'
import { parts } from '../../../model/designs/releases/linux-6.12.ts'
import type { Parts } from '../../../model/kernel/parts.ts'
import type { SgEntry } from '../../../model/kernel/lib/scatterlist.ts'
import { ROOT, type Hw, type Machine } from '../../../model/machine/columns.ts'

/** One thing that is wrong, and the rules that it breaks. */
export interface Wrong {
  readonly rules: readonly string[]
  readonly parts: Partial<Parts>
}
/** By what is wrong, in words. */
export type Wrongs = Readonly<Record<string, Wrong>>

/** @param rules separated by blanks */
export const breaks = (rules: string, wrong: Partial<Parts>): Wrong => ({ rules: rules.split(' '), parts: wrong })

/** The part of Linux 6.12, which sees other parts. */
export const seeing = (part: 'directMapSg' | 'iommuMapSg', others: (all: Parts) => Partial<Parts>): Partial<Parts> => {
  const sees: Parts['directMapSg'] = (all, ...args) => parts[part]({ ...all, ...others(all) }, ...args)
  return { [part]: sees }
}

/** The machine as a part is told it. */
export const onMachine = <C extends { readonly hw: Hw }>(call: C, change: Partial<Machine>): C => ({
  ...call,
  hw: { ...call.hw, machine: { ...call.hw.machine, ...change } },
})

/** Every entry that has a DMA address and no mark, at another one. */
export const movedTo = (table: readonly SgEntry[], at: (dma: number, i: number) => number): SgEntry[] =>
  table.map((entry, i) =>
    entry.marked || entry.dma === undefined ? entry : { ...entry, dma: moved(entry.dma, (dma) => at(dma, i)) },
  )
export const moved = (dma: Dma, at: (dma: number) => number): Dma =>
  handOver(at(onTheWire(dma)) as Parameters<typeof handOver>[0])

/** The nearest function above both (or one of the two); ROOT: they meet nowhere. */
export const commonOf = ({ parent }: Machine, f: number, g: number): number => {
  const above = pathOf({ parent }, f)
  return pathOf({ parent }, g).find((a) => above.includes(a)) ?? ROOT
}

/** From a function up to the root bus. */
export const pathOf = ({ parent }: Pick<Machine, 'parent'>, f: number): number[] =>
  f === ROOT ? [] : [f, ...pathOf({ parent }, parent[f])]
