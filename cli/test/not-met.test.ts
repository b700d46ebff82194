import { describe, expect, it } from 'vitest'
import { designs } from '../../model/designs/index.ts'
import type { Says, Verdict } from '../../properties/check/verdict.ts'
import type { Rule } from '../../spec/rule.ts'
import { rules } from '../../spec/rules/index.ts'
import { notMetIn } from '../check/not-met.ts'
import { planOf } from '../check/plan.ts'

const [one, other] = designs
const afterLife = rules.find(({ id }) => id === 'S16')!

const verdict = (rule: Rule, design: typeof one, says: Says): Verdict => ({
  says,
  cell: {
    rule,
    design,
    applies: true,
    own: undefined,
    without: new Map(),
    tallies: [
      { driver: 'exhaustive', scope: 'tiny', runs: 9, fired: says === 'vacuous' ? 0 : 1, broken: 0, least: undefined },
    ],
  },
})
const failure = ({ id, name }: Rule, design: typeof one): string =>
  `${id} ${name}, ${design.id}: vacuous: its premise never fired`

describe('a premise that no run met', () => {
  const report = { verdicts: [verdict(afterLife, one, 'vacuous'), verdict(afterLife, other, 'vacuous')] }

  it.each([
    ['other scopes', { scope: ['tiny'] }, true],
    ['fewer random runs', { runs: '5' }, true],
    ['more random runs', { runs: '5000' }, false],
    ['the usual search', {}, false],
    ['the usual search of one rule and one design', { rule: ['S16'], design: ['bounce'] }, false],
  ] as const)(
    'makes the check fail, but where the search is smaller than the usual: %s',
    async (_, values, isSmaller) => {
      const plan = await planOf(values as Record<string, string | string[]>)
      const [failures, tooSmall] = [
        [failure(afterLife, one), failure(afterLife, other)],
        [`S16 AfterLife: ${one.id}, ${other.id}`],
      ]
      expect(notMetIn(report, plan)).toEqual(isSmaller ? { failures: [], tooSmall } : { failures, tooSmall: [] })
    },
  )

  it('is of a rule from outside: fails in a small search too, unless some design met it', () => {
    const mine = { ...afterLife, id: 'M1', name: 'Mine' }
    const isTheirs = (id: string): boolean => id === mine.id
    const [vacuous, met] = [verdict(mine, one, 'vacuous'), verdict(mine, other, 'holds')]
    expect(notMetIn({ verdicts: [vacuous] }, { isSmaller: true }, isTheirs).failures).toEqual([failure(mine, one)])
    expect(notMetIn({ verdicts: [vacuous, met] }, { isSmaller: true }, isTheirs)).toEqual({
      failures: [],
      tooSmall: [`M1 Mine: ${one.id}`],
    })
  })
})
