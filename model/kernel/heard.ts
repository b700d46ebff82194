/**
 * A table of parts that tells which of its parts are read: what a run of a design depends on.
 */
import type { Parts } from './parts.ts'

type Key = keyof Parts
export type Told = (key: Key, part: unknown) => void

const behind = Symbol('the table behind')

interface Heard {
  readonly [behind]: { readonly parts: Parts; readonly told: Told }
}

/** `parts` to read, copy and spread as before; `told` hears of each part each time. */
export const heard = (parts: Parts, told: Told): Parts => {
  const table = Object.defineProperty({}, behind, { value: { parts, told } })
  // In one order, whatever the order of the table: to the engine all such tables are of one shape.
  for (const key of (Object.keys(parts) as Key[]).toSorted()) Object.defineProperty(table, key, readerOf(key))
  return table as Parts
}

/** One function for a key, whichever table it reads. */
const readerOf = (key: Key): PropertyDescriptor => {
  const known = readers.get(key)
  if (known !== undefined) return known
  const reader: PropertyDescriptor = {
    enumerable: true,
    configurable: true,
    get(this: Heard) {
      const { parts, told } = this[behind]
      const part = parts[key]
      told(key, part)
      return part
    },
  }
  readers.set(key, reader)
  return reader
}
const readers = new Map<Key, PropertyDescriptor>()
