import { describe, expect, it } from 'vitest'
import linux612 from '../../model/designs/releases/linux-6.12.ts'
import { applies } from '../../spec/judge.ts'
import type { Rule } from '../../spec/rule.ts'
import { families, rules } from '../../spec/rules/index.ts'
import { runSweep } from '../search/sweep.ts'
import { exhausted } from './index.ts'
import { SLANTS } from './slants.ts'
import { tellScope } from './tell-scope.ts'
import { NOT_IN_WIDE, wide } from './wide.ts'

const RUNS = 1000
const { cells, kinds } = runSweep({ driver: 'random', scope: 'wide', runs: RUNS, seed: 7 }, rules, [linux612], [])
const metIn = (id: string): number => (cells.find(({ rule }) => rule === id)?.fired ?? 0) / RUNS

/**
 * Rules of the mapping half whose premise can be met in a third of all runs together. The premises of the others are rare on
 * purpose. A third of all runs should not have them:
 *
 * - S7: memory of two owners touches.
 * - S11: an IOMMU maps a long list.
 * - S19: a switch has no ACS.
 * - S21: a port is set to redirect.
 * - S22: a client is on no bus.
 * - S23: nobody mapped the request.
 * - S24: memory is persistent.
 * - S27: a client has to bounce.
 * - S28: pages of a process are asked for.
 * - S29: a distance was asked before.
 */
const A_THIRD = ['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S8', 'S9', 'S10', 'S20', 'S30']

describe('random runs of scope wide, under Linux 6.12', () => {
  it.each(A_THIRD)('meet the premise of %s in a third of them or more', (id) => {
    expect(metIn(id)).toBeGreaterThanOrEqual(1 / 3)
  })

  it('meet every other premise too, in some', () => {
    // Lives, and memory that moves, have scopes of their own; wide draws none.
    const elsewhere = new Set(families.flatMap(({ name, rules: own }) => (NOT_IN_WIDE.has(name) ? own : [])))
    // S46 has something to say of each list that is written and unmapped; what breaks it takes more steps than wide draws.
    const isElsewhere = (rule: Rule): boolean => elsewhere.has(rule) && rule.id !== 'S46'
    // A rule about what Linux 6.12 does not have is n/a.
    const isMissed = (rule: Rule): boolean => isElsewhere(rule) || !applies(rule, linux612)
    expect(rules.filter(({ id }) => metIn(id) === 0).map(({ id }) => id)).toEqual(
      rules.filter(isMissed).map(({ id }) => id),
    )
  })

  it('have peer memory in their lists, but for one in twenty', () => {
    expect(kinds['list']['no BAR']).toBeLessThan(RUNS / 20)
    expect(kinds['list']['no BAR']).toBeGreaterThan(0)
  })

  it('have everything that the scope has: the last slant narrows nothing', () => {
    expect(SLANTS.at(-1)).toEqual({ name: 'anything' })
  })
})

describe('a slant', () => {
  it('is told with its share and with what it narrows', () => {
    const told = tellScope(wide)
    expect(told).toMatch(
      /; drawn first, a slant: within reach, 8 of 24 \(.*forwards everything.*\), out of reach, 10 of 24 /,
    )
    expect(told).toMatch(/anything, 3 of 24 \(nothing else\)$/)
  })

  it('belongs to the random scope only: what is exhausted is counted', () => {
    expect(exhausted.filter(({ slants }) => slants !== undefined)).toEqual([])
  })
})
