/**
 * Memory that moves: each seed meets the violation in sequences that are drawn, and shrinks it to the size that going through a
 * whole scope proves.
 */
import { describe, expect, it } from 'vitest'
import { designNamed } from '../../model/designs/index.ts'
import type { ScenarioFile } from '../../model/scenario/file.ts'
import type { Rule } from '../../spec/rule.ts'
import { rules } from '../../spec/rules/index.ts'
import { firstViolations } from '../search/first.ts'
import { runSweep, type SweepResult } from '../search/sweep.ts'
import { breaks } from '../search/search.ts'
import { shrink } from '../shrink/shrink.ts'
import { size } from '../shrink/size.ts'
import { scopeNamed } from './index.ts'

/** All 31 take a minute and a half: `P2PSPEC_MANY=16 npx vitest run properties/scopes/least` has them. */
const SEEDS = Math.min(31, 2 * Number(process.env['P2PSPEC_MANY'] ?? 1))
const MOST = 2000

/** A rule, a design that breaks it, the scope that is drawn from, and the one that is gone through. */
const CELLS = [
  ['S12', 'linux-5.4', 'drawn: two devices', 'moves'],
  ['S12', 'owner-per-driver', 'drawn: owners', 'owners'],
  ['S13', 'linux-5.4', 'drawn: two devices', 'moves'],
  ['S14', 'owner-per-driver', 'drawn: owners', 'owners'],
  ['S15', 'linux-5.4', 'drawn: two devices', 'moves'],
  ['S40', 'hmm-three-way', 'drawn: addresses', 'mirrors'],
  ['S41', 'exporter-leaves-cpu', 'drawn: both sides', 'both sides'],
  ['S41', 'exporter-leaves-device', 'drawn: both sides', 'both sides'],
  ['S43', 'peerdirect', 'drawn: lending', 'lending'],
] as const

/** What a whole scope shows of each rule that is asked, gone through once for each design. */
const swept = new Map<string, SweepResult>()
const leastIn = (scope: string, { id, rule }: { readonly id: string; readonly rule: Rule }): ScenarioFile => {
  const asked = CELLS.flatMap(([of, design, , gone]) => (design === id && gone === scope ? [of] : []))
  const own = rules.filter((one) => asked.some((of) => of === one.id))
  const key = `${id} ${scope}`
  const result = swept.get(key) ?? runSweep({ driver: 'exhaustive', scope }, own, [designNamed(id)!], [])
  swept.set(key, result)
  return result.cells.find((cell) => cell.rule === rule.id)!.least!
}

describe('a violation in sequences that are drawn', () => {
  it.each(CELLS)(
    'of %s by %s shrinks to the least, whatever the seed',
    (id, name, drawn, gone) => {
      const cell = { rule: rules.find((rule) => rule.id === id)!, design: designNamed(name)! }
      const first = leastIn(gone, { id: name, rule: cell.rule })
      const least = size(shrink(first, (candidate) => breaks(cell.rule, cell.design, candidate)))
      const found = Array.from({ length: SEEDS }, (_, i) => firstViolations([cell], scopeNamed(drawn), i + 1, MOST)[0])

      expect(found.map((one) => one?.size)).toEqual(found.map(() => least))
    },
    600_000,
  )
})
