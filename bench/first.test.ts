import { describe, expect, it } from 'vitest'
import { firstViolations } from '../properties/search/first.ts'
import { wide } from '../properties/scopes/wide.ts'
import { nameOf, pinned, violatedCells } from './first-cells.ts'

/** Enough to meet the common ones; the bench asks for all. */
const RUNS = 30
const ASKED = new Set(['linux-6.12', 'raw-phys', 'stacked-shim', 'linux-5.4', 'bounce'])

describe('the first violation that a seed meets', () => {
  const rows = pinned()

  it('is pinned for every violated cell', () => {
    expect(Object.keys(rows).toSorted()).toEqual(violatedCells().map(nameOf).toSorted())
  })

  it('shrinks to the least that is proved, whatever the seed', () => {
    for (const [name, { least, sizes }] of Object.entries(rows)) expect([name, sizes]).toEqual([name, [least]])
  })

  for (const seed of [1, 2])
    it(`comes after as many runs as is pinned, and is as small, with seed ${seed}`, () => {
      const cells = violatedCells().filter(({ design }) => ASKED.has(design.id))
      const met = firstViolations(cells, wide, seed, RUNS)
      expect(met.filter((one) => one !== undefined).length).toBeGreaterThan(10)
      cells.forEach((cell, i) => {
        const { runs, sizes } = rows[nameOf(cell)]
        const known = runs[seed - 1]
        expect([nameOf(cell), met[i]?.runs ?? null]).toEqual([
          nameOf(cell),
          known === null || known > RUNS ? null : known,
        ])
        if (met[i] !== undefined) expect(sizes).toContain(met[i].size)
      })
    })
})
