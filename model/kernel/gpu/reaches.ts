/**
 * By which way a function reaches private memory: A2-10 has three, and takes the first that there is. Where there is none, the
 * memory moves to RAM, which everybody reaches.
 */
import type { Hw, LocalMemory, Machine } from '../../machine/columns.ts'

/** `own`: it is the function's. `link`: over a private interconnect. `pci`: through a BAR. */
export type Way = 'own' | 'link' | 'pci'

/** Whether the core knows a way by PCI from `asking` to `home`. */
export type KnowsWay = (hw: Hw, home: number, asking: number) => boolean

/** undefined: it is not reached where it lies. */
export const wayTo = (hw: Hw, home: number, asking: number, knowsWay: KnowsWay): Way | undefined => {
  const { local } = hw.machine
  if (home === asking) return 'own'
  if (isLinked(hw.machine, asking, home)) return 'link'
  return showsAll(local[home]!) && knowsWay(hw, home, asking) ? 'pci' : undefined
}

/** Directed: whether `from` reaches memory of `to`. */
export const isLinked = ({ linked }: Machine, from: number, to: number): boolean => linked[from].includes(to)

/** Who answers for a whole page map promises each of its pages. */
const showsAll = ({ pages, shown }: LocalMemory): boolean => shown >= pages
