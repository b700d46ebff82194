import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkScenario } from '../model/scenario-problems.ts'
import { compile } from '../model/scenario.ts'
import { readLitmus } from '../spec/litmus.ts'
import { writeText } from '../spec/text.ts'
import { designs, mutants } from '../model/designs/index.ts'
import { rules } from '../spec/rules/index.ts'
import { exhaust, exhaustScenarios, scenarios, script } from './drivers.ts'
import { generate } from './generate.ts'
import { small, tiny, wide, type Scope } from './scope.ts'
import { scenariosIn } from './scope-count.ts'
import { take } from './look.ts'
import { breaks } from './search.ts'
import { shrink, smaller } from './shrink.ts'
import { size } from './size.ts'

/** Seeds are fixed: a suite that is green today is green tomorrow. */
const SEED = { seed: 11, numRuns: 400 }

describe('the generator', () => {
  it('makes only machines that can exist, and steps that can be taken', () => {
    const possible = fc.property(scenarios(wide), (file) => {
      expect(checkScenario(file)).toSatisfy(E.isRight)
    })
    fc.assert(possible, SEED)
  })

  it('makes the same scenario from the same choices', () => {
    const choices = fc.array(fc.nat({ max: 11 }), { minLength: 60, maxLength: 60 })
    fc.assert(
      fc.property(choices, (answers) => {
        expect(generate(wide, script(answers))).toEqual(generate(wide, script(answers)))
      }),
      SEED,
    )
  })

  it('writes scenarios that read back as themselves', () => {
    const unchanged = fc.property(scenarios(wide), (file) => {
      const read = readLitmus(writeText(file, ' a comment'))
      expect(E.isRight(read) && read.right.scenario).toEqual(compile(file))
    })
    fc.assert(unchanged, SEED)
  })
})

describe('the exhaustive driver', () => {
  it('runs through every combination of choices exactly once', () => {
    const seen: string[] = []
    const runs = exhaust((choose) => {
      const first = choose('a', 3)
      seen.push(`${first}${first === 1 ? choose('b', 4) : ''}`)
    })
    expect(runs).toBe(6)
    expect(seen).toEqual(['0', '10', '11', '12', '13', '2'])
  })

  /** Small scopes that between them vary every dimension of the formula. */
  const SCOPES: readonly Scope[] = [
    tiny,
    { ...tiny, name: 'two hosts', hosts: [1, 2], entries: [1], endpoints: [1], inbound: ['everything', 'RAM only'] },
    // One platform: a machine without a root port carries no id that tells two apart.
    {
      ...tiny,
      name: 'siblings',
      platforms: tiny.platforms.slice(0, 1),
      siblings: true,
      integrated: true,
      switches: [0],
      disabled: ['nothing', 'masters'],
    },
    { ...small, name: 'lists', hosts: [1], switches: [2], endpoints: [1], pages: [1, 2], inside: [true, false] },
  ]
  for (const scope of SCOPES)
    it(`visits as many different scenarios in scope "${scope.name}" as the closed formula says`, () => {
      const different = new Set<string>()
      const runs = exhaustScenarios(scope, (file) => different.add(JSON.stringify(file)))
      expect(runs).toBe(scenariosIn(scope))
      expect(different.size).toBe(runs)
    })
})

describe('the shrinker', () => {
  it('offers only scenarios that are strictly smaller and possible', () => {
    const lawful = fc.property(scenarios(wide), (file) => {
      for (const candidate of smaller(file)) {
        expect(size(candidate)).toBeLessThan(size(file))
        expect(checkScenario(candidate)).toSatisfy(E.isRight)
      }
    })
    fc.assert(lawful, { ...SEED, numRuns: 40 })
  })

  it('reaches a scenario no larger than the least of scope tiny, from whatever it starts', () => {
    const { cells } = take({ driver: 'exhaustive', scope: 'tiny' }, rules, [...designs, ...mutants])
    const broken = cells.flatMap(({ rule, design, least }) => {
      const known = rules.find(({ id }) => id === rule)!
      const by = [...designs, ...mutants].find(({ id }) => id === design)!
      return known.kind === 'exists' || least === undefined ? [] : [{ rule: known, design: by, least }]
    })
    expect(broken.length).toBeGreaterThan(5)
    for (const seed of [1, 2, 3, 4, 5]) {
      const drawn = fc.sample(scenarios(wide), { seed, numRuns: 1000 })
      for (const { rule, design, least } of broken) {
        const first = drawn.find((file) => breaks(rule, design, file))
        if (first === undefined) continue
        const shrunk = shrink(first, (file) => breaks(rule, design, file))
        expect(size(shrunk), `${rule.id} ${design.id} seed ${seed}`).toBeLessThanOrEqual(size(least))
      }
    }
  })
})
