/**
 * A table of parts that tells which of its parts are read: what a run of a design depends on.
 *
 * It is read many times in a step, and costs little: a part is told once, and by number where the search would be for a name.
 */
import type { Parts } from './parts.ts'

type Key = keyof Parts
export type Told = (key: Key, part: unknown) => void

const behind = Symbol('the table behind')

interface Ear {
  /** By number of the key. */
  readonly parts: unknown[]
  /** By number of the key: the time in which it was last told. */
  readonly toldIn: number[]
  time: number
  told: Told
}

export interface Heard {
  /** To read, copy and spread as the table that it was made of. */
  readonly table: Parts
  /** From now on `told` hears of each part once, when it is first read. */
  readonly listen: (told: Told) => void
}

export const heard = (parts: Parts): Heard => {
  const ear: Ear = { parts: [], toldIn: [], time: 1, told: () => {} }
  const table = Object.defineProperty({}, behind, { value: ear })
  // In one order, whatever the order of the table: to the engine all such tables are of one shape.
  for (const key of (Object.keys(parts) as Key[]).toSorted()) {
    const { number, property } = readerOf(key)
    ear.parts[number] = parts[key]
    Object.defineProperty(table, key, property)
  }
  const listen = (told: Told): void => {
    ear.time++
    ear.told = told
  }
  return { table: table as Parts, listen }
}

interface Reader {
  readonly number: number
  readonly property: PropertyDescriptor
}

/** One function for a key, whichever table it reads. */
const readerOf = (key: Key): Reader => {
  const known = readers.get(key)
  if (known !== undefined) return known
  const number = readers.size
  const property: PropertyDescriptor = {
    enumerable: true,
    configurable: true,
    get(this: { readonly [behind]: Ear }) {
      const ear = this[behind]
      if (ear.toldIn[number] !== ear.time) {
        ear.told(key, ear.parts[number])
        ear.toldIn[number] = ear.time
      }
      return ear.parts[number]
    },
  }
  const reader = { number, property }
  readers.set(key, reader)
  return reader
}
const readers = new Map<Key, Reader>()
