/**
 * The memory half of a table that tells which of its parts are read: parts by name, rows by table and label.
 *
 * Whether there is memory, or a table of that name, is an answer by itself: tables of two designs are never one object, though
 * all that is read of them may be the same. In which order its rows stand is part of that answer, for no row names the one below.
 */
import type { Row, Rows } from '../call.ts'
import { LENDING } from './dma-buf/linux-dma-buf.ts'
import { EXPORTING } from './mm/exporter.ts'
import { mmParts, mmTables } from './mm/linux-mm.ts'
import type { Mm, MmDesign, MmParts } from './mm/parts.ts'
import type { Parts } from './parts.ts'

/** By name: of a part its own; of memory that moves `memory.PART`, or `memory.TABLE.ROW`. */
export type Told = (name: string, part: unknown) => void

/** Who is told, and in which time: each name is told once in a time. */
export interface Listening {
  time: number
  told: Told
}

/** The same values, each told by its name when it is read. */
const told = (
  values: Readonly<Record<string, unknown>>,
  names: readonly string[],
  prefix: string,
  ear: Listening,
): Record<string, unknown> => {
  const heard: Record<string, unknown> = {}
  for (const name of names) {
    const { [name]: value } = values
    let toldIn = 0
    Object.defineProperty(heard, name, {
      enumerable: true,
      configurable: true,
      get: () => {
        if (toldIn !== ear.time) ear.told(`${prefix}${name}`, value)
        toldIn = ear.time
        return value
      },
    })
  }
  return heard
}

const TABLES = [mmTables, LENDING, EXPORTING].flatMap((tables) => Object.keys(tables))

/** What is asked of a table before any of its rows: undefined, where there is none. */
const orderOf = (rows: object | undefined): string | undefined => rows && Object.keys(rows).join(' ')

/** Whether somebody listens to what is read of it: then each call has to read anew. */
export const isHeard = (memory: MmDesign): boolean => heardOnes.has(memory)
const heardOnes = new WeakSet<MmDesign>()

export const heardMemory = ({ parts, tables }: MmDesign, ear: Listening): MmDesign => {
  const own = { ...tables }
  const heard: Record<string, Rows<Mm, never> | undefined> = {}
  for (const name of new Set([...TABLES, ...Object.keys(own)])) {
    const rows = own[name] as Record<string, unknown> | undefined
    heard[name] =
      rows === undefined ? undefined : (told(rows, Object.keys(rows), `memory.${name}.`, ear) as Rows<Mm, never>)
  }
  const presence = Object.fromEntries(Object.keys(heard).map((name) => [name, orderOf(own[name])]))
  const tablesHeard = {}
  for (const name of Object.keys(heard)) {
    const whether = told(presence, [name], 'memory.', ear)
    Object.defineProperty(tablesHeard, name, {
      enumerable: true,
      configurable: true,
      get: () => (whether[name] === undefined ? undefined : heard[name]),
    })
  }
  const memory: MmDesign = {
    parts: told({ ...parts }, Object.keys(mmParts), 'memory.', ear) as unknown as MmParts,
    tables: tablesHeard,
  }
  heardOnes.add(memory)
  return memory
}

/** What a design's table of parts has under a name that was told. */
export const partAt = (parts: Parts, name: string): unknown => {
  if (!name.startsWith('memory')) return parts[name as keyof Parts]
  const known = answers.get(parts) ?? new Map<string, unknown>()
  answers.set(parts, known)
  if (!known.has(name)) known.set(name, memoryAt(parts.memory, name))
  return known.get(name)
}
const answers = new WeakMap<Parts, Map<string, unknown>>()

const memoryAt = (memory: MmDesign | undefined, name: string): unknown => {
  const [, first, label] = name.split('.')
  if (first === undefined || memory === undefined) return memory !== undefined
  const { [first]: rows } = memory.tables
  if (label !== undefined) return (rows as Record<string, Row<Mm, never>> | undefined)?.[label]
  return first in mmParts ? memory.parts[first as keyof MmParts] : orderOf(rows)
}
