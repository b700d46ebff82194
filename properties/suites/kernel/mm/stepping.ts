/** Calls of the kernel's memory half, stopped between two rows: what others find there, and what they do meanwhile. */
import { advance, begin, run, type Advanced, type Paused } from '../../../../model/call.ts'
import { linuxMm } from '../../../../model/kernel/mm/linux-mm.ts'
import type { Mm, MmParts } from '../../../../model/kernel/mm/parts.ts'
import { bootMm, emptySpace, newProcess, type MapSpec } from '../../../../model/kernel/mm/state.ts'

/** Two processes, and memory of these devices. */
export const newMm = (maps: readonly MapSpec[] = [], parts: Partial<MmParts> = {}): Mm => {
  const w = bootMm(maps)
  w.processes.push(newProcess(1))
  w.memory.spaces.push(emptySpace())
  return { w, parts: { ...linuxMm.parts, ...parts } }
}

/** A call from one of its rows to the next. `to` goes on until it stands before that row. */
export const stepping = (k: Mm, table: string, args: object) => {
  let at: Paused = begin(linuxMm.tables, table, { ...args })
  const step = (): Advanced => {
    const advanced = advance(linuxMm.tables, k, at)
    if (advanced.kind !== 'returned') ({ at } = advanced)
    return advanced
  }
  return {
    step,
    to: (label: string): void => {
      while (at.at(-1)!.label !== label)
        if (step().kind !== 'paused') throw new Error(`${table} never comes to ${label}`)
    },
    end: (): unknown => {
      const ended = run(linuxMm.tables, k, at)
      return ended.kind === 'returned' ? ended.value : ended.kind
    },
  }
}

/** A call with nobody beside it: its value, or `waits`. */
export const called = (k: Mm, table: string, args: object): unknown => stepping(k, table, args).end()
