import { describe, expect, it } from 'vitest'
import { designs } from '../../model/designs/index.ts'
import { grid } from '../grid.ts'
import { p2pspec } from './in-process.ts'

const within = async (columns: string): Promise<string> => {
  process.env['COLUMNS'] = columns
  try {
    return (await p2pspec('litmus', 'L02', 'snapshot-of-private-memory')).out
  } finally {
    delete process.env['COLUMNS']
  }
}
/** The signs of one row, table by table. */
const signsOf = (out: string): string[][] =>
  [...out.matchAll(/^L02 same-switch-nonzero-offset +((?:[ANS-] *)+)$/gm)].map(([, signs]) => signs.trim().split(/ +/))

describe('litmus', () => {
  it.each([
    ['60', 2],
    ['100', 1],
    ['200', 1],
  ])('fits on a terminal of %s columns, in %i tables at least, with every design', async (columns, tables) => {
    const out = await within(columns)
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(Number(columns))
    expect(signsOf(out).length).toBeGreaterThanOrEqual(tables)
    expect(signsOf(out).flat()).toHaveLength(designs.length)
  })

  it('says what was asked, what each sign means, and what no design was asked', async () => {
    const out = await within('200')
    expect(out).toMatch(/^L02 same-switch-nonzero-offset: Which number does a client need/)
    expect(out).toMatch(/^L02 same-switch-nonzero-offset +N +N +N +N +A +A /m)
    expect(out).toMatch(/^snapshot-of-private-memory +- +- /m)
    expect(out).toContain('Always, Never, - not asked of this design.')
  })
})

describe('a table of signs', () => {
  it('has a column that fits nowhere in a table to itself', () => {
    expect(
      grid(
        ['a'],
        [
          { head: 'wide head', cells: ['x'] },
          { head: 'b', cells: ['y'] },
        ],
        8,
      ),
    ).toEqual(['  wide head\na x', '  b\na y'])
  })
})
