import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exhaust } from '../properties/drivers/drivers.ts'
import { handLoop } from './hand-loop.ts'
import { map, phys, scenario, soundUnder } from './plain-fast-check.ts'
import { choosing } from './prng.ts'
import { inBulk } from './random.ts'
import { cases, exhausted } from './ref.ts'
import { isSound } from './ref/check.ts'
import { BROKEN, CORRECT, type Design } from './ref/designs.ts'
import { generate } from './ref/generate.ts'
import { F2, F3, FULL, casesIn, size, type Case } from './ref/problem.ts'
import { shrink, smaller } from './ref/shrink.ts'

/** README.md: the share of uniform cases that break a design, in percent, and the size of the least. */
const TABLE: Readonly<Record<string, readonly [percent: number, least: number]>> = {
  'acs-mid': [0.31, 6],
  'no-offset': [18.8, 3],
  'first-seg': [22.5, 4],
  'cross-hb': [26.5, 3],
  cache: [0.09, 7],
  rare: [0.004, 12],
}
const named = (name: string): Design => BROKEN.find((design) => design.name === name)!

describe('the reference problem', () => {
  it('has as many cases as everybody else counts', () => {
    expect([F2, F3, FULL].map(casesIn)).toEqual([1_344_768, 26_719_488, 111_890_343_962_880])
  })

  it('is exhausted to the last case, however the driver is nested, and CORRECT keeps it', () => {
    expect(exhausted(CORRECT, F2)).toEqual({ cases: casesIn(F2), broken: 0, least: Infinity })
    const small = { functions: 2, switches: 1, entries: 1 }
    expect(exhaust((choose) => void generate(small, choose))).toBe(casesIn(small))
  })

  it('has least counterexamples of the sizes that z3 and others have found', () => {
    const one = { functions: 3, switches: 1, entries: 2 }
    for (const [name, limits] of [
      ['acs-mid', { functions: 2, switches: 2, entries: 1 }],
      ['no-offset', { functions: 2, switches: 1, entries: 2 }],
      ['first-seg', { functions: 2, switches: 1, entries: 2 }],
      ['cross-hb', { functions: 2, switches: 1, entries: 2 }],
      ['cache', one],
    ] as const)
      expect([name, exhausted(named(name), limits).least]).toEqual([name, TABLE[name][1]])
  })

  it('is broken by each design as often as the table says', () => {
    const runs = 200_000
    for (const design of BROKEN.filter(({ name }) => name !== 'rare')) {
      const choose = choosing(7)
      let broken = 0
      for (let i = 0; i < runs; i++) if (!isSound(design, generate(FULL, choose))) broken++
      const [percent] = TABLE[design.name]
      const share = (100 * broken) / runs
      expect(share, design.name).toBeGreaterThan(percent * 0.9)
      expect(share, design.name).toBeLessThan(percent * 1.1)
    }
  })
})

describe('its random driver', () => {
  for (const design of BROKEN)
    it(`finds ${design.name} and shrinks it to the least size on every seed`, () => {
      const breaks = (problem: Case): boolean => !isSound(design, problem)
      for (let seed = 0; seed < (design.name === 'rare' ? 2 : 12); seed++) {
        const property = fc.property(cases(FULL), (problem) => !breaks(problem))
        const { counterexample } = fc.check(property, { numRuns: 200_000, seed })
        expect(size(counterexample![0])).toBe(TABLE[design.name][1])
      }
    })

  it('in bulk finds what it finds', () => {
    const property = inBulk((choose) => isSound(named('cache'), generate(FULL, choose)))
    expect(fc.check(property, { numRuns: 100, seed: 1, endOnFailure: true }).failed).toBe(true)
    expect(
      fc.check(
        inBulk((choose) => isSound(CORRECT, generate(FULL, choose))),
        { numRuns: 100, seed: 1 },
      ).failed,
    ).toBe(false)
  })

  it('in bulk draws distinct cases', () => {
    const choose = choosing(1)
    const other = choosing(2)
    const drawn = Array.from({ length: 500 }, () => [generate(FULL, choose), generate(FULL, other)]).flat()
    const large = drawn.filter(({ tree }) => tree.parent.length > 3).map((one) => JSON.stringify(one))
    expect(large.length).toBeGreaterThan(300)
    expect(new Set(large).size).toBe(large.length)
  })
})

describe('its shrinker', () => {
  it('offers possible cases that are smaller or name a plainer memory, and ends', () => {
    const choose = choosing(3)
    for (let i = 0; i < 300; i++) {
      const problem = generate(FULL, choose)
      for (const candidate of smaller(problem)) {
        const { tree, initiator, list } = candidate
        expect(size(candidate)).toBeLessThanOrEqual(size(problem))
        expect(initiator).toBeLessThan(tree.parent.length)
        expect(Math.max(...list)).toBeLessThan(tree.parent.length)
        expect(tree.above.every((up, node) => up < node)).toBe(true)
        expect(tree.parent.every((node) => node < tree.above.length)).toBe(true)
      }
      expect(size(shrink(problem, () => true).least)).toBe(2)
    }
  })
})

describe('those it is measured against', () => {
  it('plain fast-check: the correct design holds, and a broken one is found', () => {
    const check = (design: typeof map) =>
      fc.check(fc.property(scenario, soundUnder(design)), { numRuns: 3000, seed: 1, endOnFailure: true }).failed
    expect(check(map)).toBe(false)
    expect(check((s, memory) => (memory.kind === 'bar' ? { address: phys(memory.of) } : map(s, memory)))).toBe(true)
    expect(check((s, memory) => (memory.kind === 'bar' ? { address: s.initiator.bar } : map(s, memory)))).toBe(true)
    expect(
      check((s, memory) => map(s, memory) ?? (memory.kind === 'bar' ? { address: memory.of.bar } : undefined)),
    ).toBe(true)
  })

  it('the hand loop: none breaks the correct design, cross-hb as many as the table says', () => {
    expect(handLoop(1, 300_000)).toBe(0)
    expect(handLoop(1, 300_000, true) / 3000).toBeCloseTo(26.4, 0)
  })
})
