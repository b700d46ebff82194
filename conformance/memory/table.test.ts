import { describe, expect, it } from 'vitest'
import { scriptIn } from './recordings.ts'
import { tableOf } from './table.ts'

const tableIn = (file: string): string[] => tableOf(scriptIn(file))
/** Cells of a row, by the column that they stand in. */
const cells = (table: readonly string[], step: string): string[] => {
  const row = table.find((line) => line.startsWith(step))!
  const starts = [...table[0].matchAll(/\S+(?: \S+)*/g)].map(({ index }) => index)
  return starts.map((start, i) => row.slice(start, starts[i + 1]).trim())
}

describe('the table of a script', () => {
  const table = tableIn('mem-408.txt')

  it('has a column for each page of each process, and a row for each step', () => {
    expect(table[0].split(/ {2,}/)).toEqual(['step', 'answer', 'page 0', 'page 1', 'page 2', "2's 0", "2's 1", "2's 2"])
    expect(table).toHaveLength(1 + 22)
  })

  it('says where each page is, how it may be used and what is in it', () => {
    expect(cells(table, 'migrate 0 3').slice(2)).toEqual(['A:0+w =1', 'A:1+w =2', 'A:2+w =3', '', '', ''])
    expect(cells(table, 'fork').slice(2, 6)).toEqual(['A:0+r =1', 'A:1+r =2', 'A:2+r =3', 'A:0+r =1'])
  })

  it('leaves empty what did not change, and says what went away', () => {
    expect(cells(table, '2 read 0').slice(2)).toEqual(['', '', '', '', '', ''])
    expect(cells(table, 'exit2').slice(5)).toEqual(['-', '-', '-'])
  })

  it('of page maps is steps and answers', () => {
    expect(tableIn('mem-434.txt')[1]).toMatch(/^map 0 type=2 .* {2}rc=0 refs=0$/)
  })
})
