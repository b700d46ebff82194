/**
 * A table of parts that tells which of its parts are read: what a run of a design depends on.
 *
 * It is read many times in a step, and costs little: a part is told once, and by number where the search would be for a name.
 */
import { heardMemory, type Listening, type Told } from './heard-memory.ts'
import { PART_NAMES, type Parts } from './parts.ts'

type Key = keyof Parts

const behind = Symbol('the table behind')

interface Ear extends Listening {
  /** By number of the key. */
  readonly parts: unknown[]
  /** By number of the key: the time in which it was last told. */
  readonly toldIn: number[]
}

export interface Heard {
  /** To read, copy and spread as the table that it was made of. */
  readonly table: Parts
  /** From now on `told` hears of each part once, when it is first read. */
  readonly listen: (told: Told) => void
}

export const heard = (parts: Parts): Heard => {
  const ear: Ear = { parts: [], toldIn: [], time: 1, told: () => {} }
  const memory = parts.memory === undefined ? undefined : heardMemory(parts.memory, ear)
  const table = Object.defineProperty({}, behind, { value: ear })
  // In one order, whatever the order of the table: to the engine all such tables are of one shape.
  // A part that a design lacks is read, too: that it is not there is an answer.
  for (const key of PART_NAMES.toSorted()) {
    const { number, property } = readerOf(key)
    ear.parts[number] = key === 'memory' ? memory : parts[key]
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
        const { [number]: part } = ear.parts
        ear.told(key, key === 'memory' ? part !== undefined : part)
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
