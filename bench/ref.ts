/**
 * `npm run bench -- ref`: the reference problem in the project's own engine, beside others, on a design that holds.
 */
import * as fc from 'fast-check'
import { exhaust } from '../properties/drivers/drivers.ts'
import { generated } from '../properties/drivers/random.ts'
import { handLoop } from './hand-loop.ts'
import { paired, type Contestant } from './measure.ts'
import { isSound as plainIsSound, scenario } from './plain-fast-check.ts'
import { BULK, inBulk } from './random.ts'
import { isSound } from './ref/check.ts'
import { BROKEN, CORRECT, type Design } from './ref/designs.ts'
import { generate, generateCase, generateTree } from './ref/generate.ts'
import { F2, F3, FULL, casesIn, size, type Case, type Limits } from './ref/problem.ts'
import { shrink, smaller } from './ref/shrink.ts'
import { count, exact, table, times } from './table.ts'

/** Every case within the limits: trees outside, lists inside, as `exhaustScenarios` does it. */
export const exhaustCases = (limits: Limits, visit: (problem: Case) => void): number => {
  let cases = 0
  exhaust((chooseTree) => {
    const tree = generateTree(limits, chooseTree)
    cases += exhaust((choose) => visit(generateCase(limits, tree, choose)))
  })
  return cases
}

/** The least size within the limits that breaks the design, and how many cases do; Infinity: none. */
export const exhausted = (design: Design, limits: Limits): { cases: number; broken: number; least: number } => {
  let [broken, least] = [0, Infinity]
  const cases = exhaustCases(limits, (problem) => {
    if (isSound(design, problem)) return
    broken++
    least = Math.min(least, size(problem))
  })
  return { cases, broken, least }
}

export const cases = (limits: Limits): fc.Arbitrary<Case> => generated((choose) => generate(limits, choose), smaller)

const holds = (problem: Case): boolean => isSound(CORRECT, problem)

const none = (broken: number, ran: number): number => {
  if (broken > 0) throw new Error(`CORRECT: ${broken} of ${ran} cases broke it; accepted: none`)
  return ran
}

const ROUNDS = 5

const atRandom: readonly Contestant[] = [
  {
    name: 'plain fast-check: records, chain, objects (the baseline)',
    run: (seed) => {
      fc.assert(fc.property(scenario, plainIsSound), { numRuns: 20_000, seed })
      return 20_000
    },
  },
  {
    name: 'this engine, the random driver as it is: an fc.Arbitrary, a run of fast-check a case',
    run: (seed) => {
      fc.assert(fc.property(cases(FULL), holds), { numRuns: 100_000, seed })
      return 100_000
    },
  },
  {
    name: `this engine in bulk: fast-check draws a seed for ${BULK} cases`,
    run: (seed) => {
      const runs = 1000
      fc.assert(
        inBulk((choose) => holds(generate(FULL, choose))),
        { numRuns: runs, seed },
      )
      return runs * BULK
    },
  },
  { name: 'hand loop, masks, xorshift32', run: (round) => none(handLoop(7919 * (round + 1), 1_000_000), 1_000_000) },
]

const oneByOne: readonly Contestant[] = [
  atRandom[0],
  {
    name: 'this engine exhaustive, one choice sequence a case, F2 S2 G2',
    run: () => exhaust((choose) => void none(holds(generate(F2, choose)) ? 0 : 1, 1)),
  },
  {
    name: 'this engine exhaustive, trees outside, lists inside, F3 S2 G2',
    run: () => exhaustCases(F3, (problem) => void none(holds(problem) ? 0 : 1, 1)),
  },
]

/** Median runs to the first violation and the size after shrinking, over seeds, by the random driver. */
const finding = (design: Design, seeds: number): string[] => {
  const breaks = (problem: Case): boolean => !isSound(design, problem)
  const found = Array.from({ length: seeds }, (_, seed) => {
    const arbitrary = fc.property(cases(FULL), (problem) => !breaks(problem))
    const { numRuns, counterexample } = fc.check(arbitrary, { numRuns: 1_000_000, seed, endOnFailure: true })
    const { least, tried } = shrink(counterexample![0], breaks)
    return { numRuns, raw: size(counterexample![0]), least: size(least), tried }
  })
  const spread = (of: (one: (typeof found)[number]) => number): string => {
    const sorted = found.map(of).toSorted((a, b) => a - b)
    return `${sorted[0]} / ${sorted[Math.floor(seeds / 2)]} / ${sorted[seeds - 1]}`
  }
  return [design.name, spread((f) => f.numRuns), spread((f) => f.raw), spread((f) => f.least), spread((f) => f.tried)]
}

const show = (contestants: readonly Contestant[]): string =>
  table(
    ['checker', 'cases a CPU second', 'times the baseline', 'least .. most'],
    paired(contestants, ROUNDS).map(({ name, rate, ratio, low, high }) => [
      name,
      count(rate),
      times(ratio),
      `${times(low)} .. ${times(high)}`,
    ]),
  )

export const ref = async (print: (text: string) => void): Promise<void> => {
  print(`cases: F2 S2 G2 ${exact(casesIn(F2))}, F3 S2 G2 ${exact(casesIn(F3))}, full ${exact(casesIn(FULL))}`)
  print(`\nAt random, full scope, median of ${ROUNDS} paired rounds:\n${show(atRandom)}`)
  print(`\nExhaustive, median of ${ROUNDS} paired rounds:\n${show(oneByOne)}`)
  const bugs = BROKEN.map((design) => finding(design, design.name === 'rare' ? 7 : 31))
  const head = ['design', 'runs to the first violation', 'its size', 'size shrunk', 'questions asked to shrink']
  print(`\nBroken designs, random driver, 31 seeds (rare: 7), least / median / most:\n${table(head, bugs)}`)
}
