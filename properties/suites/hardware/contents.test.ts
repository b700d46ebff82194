/**
 * Contents of memory: rows say what bytes would, one by one.
 */
import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { copied, emptied, erased, rowsIn, stored } from '../../../model/hardware/contents.ts'
import type { Contents } from '../../../model/machine/contents.ts'

const OWNERS = [-1, 0, 1]
const SIZE = 12

type Change =
  | { readonly kind: 'store'; readonly owner: number; readonly at: number; readonly length: number }
  | { readonly kind: 'erase'; readonly owner: number; readonly at: number; readonly length: number }
  | {
      readonly kind: 'copy'
      readonly owner: number
      readonly at: number
      readonly length: number
      readonly to: number
      readonly into: number
    }
  | { readonly kind: 'empty'; readonly owner: number }

const owner = fc.constantFrom(...OWNERS)
const at = fc.nat(SIZE)
const length = fc.nat(SIZE)
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant('store' as const), owner, at, length }),
  fc.record({ kind: fc.constant('erase' as const), owner, at, length }),
  fc.record({ kind: fc.constant('copy' as const), owner, at, length, to: owner, into: at }),
  fc.record({ kind: fc.constant('empty' as const), owner: fc.constantFrom(0, 1) }),
)

/** Of each byte that somebody wrote: by whom, and which byte of it. */
type Byte = readonly [by: number, from: number]
const key = (of: number, byte: number): string => `${of}:${byte}`

const onBytes = (bytes: ReadonlyMap<string, Byte>, one: Change, by: number): Map<string, Byte> => {
  const next = new Map(bytes)
  if (one.kind === 'empty') {
    for (const name of bytes.keys()) if (name.startsWith(`${one.owner}:`)) next.delete(name)
    return next
  }
  const put = (name: string, byte: Byte | undefined): void => {
    if (byte === undefined) next.delete(name)
    else next.set(name, byte)
  }
  for (let i = 0; i < one.length; i++) {
    const here = key(one.owner, one.at + i)
    if (one.kind === 'copy') put(key(one.to, one.into + i), bytes.get(here))
    else put(here, one.kind === 'store' ? [by, 100 + i] : undefined)
  }
  return next
}

const onRows = (rows: Contents, one: Change, by: number): Contents => {
  switch (one.kind) {
    case 'store':
      return stored(rows, one, { by, from: 100 })
    case 'erase':
      return erased(rows, one)
    case 'copy':
      return copied(rows, one, { owner: one.to, at: one.into }, one.length)
    default:
      return emptied(rows, [one.owner])
  }
}

const bytesIn = (rows: Contents): Map<string, Byte> =>
  new Map(
    rows.flatMap((row) =>
      Array.from({ length: row.length }, (_, i): [string, Byte] => [
        key(row.owner, row.at + i),
        [row.by, row.from + i],
      ]),
    ),
  )

const sorted = (bytes: ReadonlyMap<string, Byte>): [string, Byte][] =>
  [...bytes].toSorted(([a], [b]) => (a < b ? -1 : 1))

const continuesRow = (row: Contents[number], before: Contents[number]): boolean =>
  row.owner === before.owner &&
  row.by === before.by &&
  row.at === before.at + before.length &&
  row.from === before.from + before.length

describe('contents', () => {
  it('are what bytes would be, one by one, in as few rows as can be, in order', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        let rows: Contents = []
        let bytes = new Map<string, Byte>()
        for (const [by, one] of changes.entries()) {
          rows = onRows(rows, one, by)
          bytes = onBytes(bytes, one, by)
          expect(sorted(bytesIn(rows))).toEqual(sorted(bytes))
          expect(rows.reduce((sum, row) => sum + row.length, 0)).toBe(bytes.size)
          expect(rows.every((row) => row.length > 0)).toBe(true)
          expect(rows.some((row, i) => i > 0 && continuesRow(row, rows[i - 1]))).toBe(false)
        }
        expect(rows.toSorted((a, b) => a.owner - b.owner || a.at - b.at)).toEqual(rows)
      }),
      { numRuns: 1000 },
    )
  })

  it('of two writes to one place are the newer one, and of what lies around the older one', () => {
    const page = stored([], { owner: -1, at: 0, length: 8 }, { by: 0, from: 0 })
    const both = stored(page, { owner: -1, at: 2, length: 2 }, { by: 1, from: 0 })
    expect(both.map(({ at: start, length: bytes, by, from }) => [start, bytes, by, from])).toEqual([
      [0, 2, 0, 0],
      [2, 2, 1, 0],
      [4, 4, 0, 4],
    ])
    expect(
      rowsIn(both, { owner: -1, at: 3, length: 3 }).map(({ by, from, length: bytes }) => [by, from, bytes]),
    ).toEqual([
      [1, 1, 1],
      [0, 4, 2],
    ])
  })

  it('written piece by piece are one row', () => {
    const one = stored([], { owner: 0, at: 0, length: 4 }, { by: 3, from: 0 })
    expect(stored(one, { owner: 0, at: 4, length: 4 }, { by: 3, from: 4 })).toHaveLength(1)
    expect(stored(one, { owner: 0, at: 4, length: 4 }, { by: 3, from: 0 })).toHaveLength(2)
  })
})
