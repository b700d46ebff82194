import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkScenario } from '../../model/scenario/problems.ts'
import { compile } from '../../model/scenario/file.ts'
import { readLitmus } from '../../spec/litmus.ts'
import { writeText } from '../../spec/files/text.ts'
import { exhaust, script } from '../drivers/drivers.ts'
import { scenarios } from '../drivers/random.ts'
import { generate } from './generate.ts'
import { wide } from '../scopes/wide.ts'
import { smaller } from '../shrink/shrink.ts'
import { size } from '../shrink/size.ts'

/** Seeds are fixed: a suite that is green today is green tomorrow. */
const SEED = { seed: 11, numRuns: 150 }

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

  it.each([0, 1, 2, 3])(
    'with %i discrepancies runs through all that have no more of them, in the same order',
    (most) => {
      const words = (discrepancies?: number): string[] => {
        const seen: string[] = []
        exhaust((choose) => void seen.push([2, 3, 1, 2].map((n) => choose('', n)).join('')), discrepancies)
        return seen
      }
      expect(words(most)).toEqual(words().filter((word) => word.replaceAll('0', '').length <= most))
    },
  )
})

describe('the shrinker', () => {
  it('offers only scenarios that are strictly smaller and possible, and none twice', () => {
    const lawful = fc.property(scenarios(wide), (file) => {
      const candidates = [...smaller(file)]
      expect(new Set(candidates.map((one) => JSON.stringify(one))).size).toBe(candidates.length)
      expect(candidates.filter((one) => size(one) >= size(file))).toEqual([])
      expect(candidates.map(checkScenario).filter(E.isLeft)).toEqual([])
    })
    fc.assert(lawful, { ...SEED, numRuns: 3 })
  })
})
