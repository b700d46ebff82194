import { describe, expect, it } from 'vitest'
import { designs } from '../../model/designs/index.ts'
import { columnOf } from '../../story/words/designs.ts'
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
const heads = (out: string): string[] =>
  out.split('\n').filter((line) => /^ +D\d/.test(line) || /^ +\S*6\.12$/.test(line))

describe('litmus', () => {
  it.each([
    ['60', 3],
    ['100', 2],
    ['200', 1],
  ])('fits on a terminal of %s columns, in %i tables with every design', async (columns, tables) => {
    const out = await within(columns)
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(Number(columns))
    expect(heads(out)).toHaveLength(tables)
    expect(heads(out).join(' ').trim().split(/ +/)).toEqual(designs.map(columnOf))
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
