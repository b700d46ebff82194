import { describe, expect, it } from 'vitest'
import { designs } from '../../model/designs/index.ts'
import type { Design } from '../../model/kernel/design.ts'
import type { Says, Verdict } from '../../properties/check/verdict.ts'
import { readExpected } from '../../spec/files/expected.ts'
import { rules } from '../../spec/rules/index.ts'
import { columnOf } from '../../story/words/designs.ts'
import { matrix } from '../check/matrix.ts'
import { tellVerdict } from '../check/evidence.ts'
import { TABLE } from '../terminal.ts'

const { designs: expected } = readExpected()

const verdictOf = (rule: (typeof rules)[number], design: Design, says: Says, fired = 1): Verdict => ({
  cell: {
    rule,
    design,
    applies: true,
    tallies: [{ driver: 'exhaustive', scope: 'small', runs: 400, fired, broken: 0, least: undefined }],
    own: undefined,
    without: new Map(),
  },
  says,
})
const verdicts = rules.flatMap((rule) =>
  designs.map((design) => verdictOf(rule, design, expected[rule.id][design.id] as Says)),
)
const text = matrix(rules, designs, verdicts)

describe('the matrix of a check', () => {
  it('fits on one screen: a hundred columns, and a row for each rule', () => {
    const lines = text.split('\n')
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(TABLE)
    // One table: its heads, letter by letter, and the names of the designs, four to a line.
    expect(lines.length).toBeLessThan(rules.length + 8 + designs.length / 3)
  })

  it('has the numbers of designs from top to bottom above their columns', () => {
    const lines = text.split('\n')
    const first = lines.findIndex((line) => /^S\d/.test(line))
    const signs = lines.slice(first, first + rules.length)
    // A column has room for a sign of two, and `.*` takes the blank behind it.
    const label = Math.max(...rules.map(({ id, name }) => `${id} ${name}`.length))
    const begins = designs.map((_, i) => label + 1 + 2 * i)
    for (const line of signs) expect(line.slice(label + 1)).toMatch(/^(?:[X.?-] |\.\*)*[X.?-]?\*?$/)
    const heads = begins.map((at, i) =>
      lines
        .slice(0, first)
        .map((line) => line.slice(at, begins[i + 1]))
        .join('')
        .replaceAll(' ', ''),
    )
    expect(heads).toEqual(designs.map(columnOf))
  })

  it('has a sign for each verdict, and marks what holds beside a known defect', () => {
    const row = (id: string): string[] => {
      const line = text.split('\n').find((one) => one.startsWith(`${id} `))!
      return line
        .replace(/^\S+ \S+ +/, '')
        .match(/.{1,2}/g)!
        .map((sign) => sign.trim())
    }
    const at = (id: string, design: string): string => row(id)[designs.findIndex((one) => one.id === design)]
    expect(at('S2', 'linux-6.12')).toBe('.*')
    expect(at('S2', 'linux-4.20')).toBe('X')
    expect(at('S2', 'bounce')).toBe('.')
    expect(at('S10', 'linux-6.12')).toBe('.*')
    expect(at('S7', 'linux-6.12')).toBe('.')
  })

  it('says what its signs and columns stand for, and no more signs than it has', () => {
    expect(text).toContain(
      '\n\nX violated, . holds, .* holds in runs that show no known defect of the design, - n/a.\n\n',
    )
    expect(text.replaceAll(/\s+/g, ' ')).toContain('The columns: D01 raw-phys, D02 naive-iommu,')
  })

  it.each([60, 80])('is cut into several on a terminal of %i columns', (width) => {
    const lines = matrix(rules, designs, verdicts, width).split('\n')
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width)
    expect(lines.filter((line) => line.startsWith('S2 ')).length).toBeGreaterThan(1)
  })

  it('is cut into several where designs have long names, and loses none', () => {
    const many = Array.from({ length: 9 }, (_, i) => ({ ...designs[0], alias: `a-design-of-my-own-${i}` }))
    const cut = matrix(
      rules.slice(0, 1),
      many,
      many.map((design) => verdictOf(rules[0], design, 'holds')),
    )
    const heads = cut.split('\n').filter((line) => /^ +a-design/.test(line))
    expect(heads.length).toBeGreaterThan(1)
    expect(heads.flatMap((line) => line.trim().split(/ +/))).toEqual(many.map(({ alias }) => alias))
  })
})

describe('the evidence of a verdict', () => {
  const reference = designs.find(({ id }) => id === 'linux-6.12')!
  const routeSound = rules.find(({ id }) => id === 'S2')!

  it.each([
    [0, '0 (0 %)'],
    [1, '1 (under 1 %)'],
    [100, '100 (25 %)'],
    [399, '399 (over 99 %)'],
    [400, '400 (100 %)'],
  ])('says in how many runs the premise was met, and how large a part of them that is: %i', (fired, told) => {
    expect(tellVerdict(verdictOf(routeSound, reference, 'holds', fired))).toContain(
      `exhaustive, scope small, 400 runs, premise met in ${told}`,
    )
  })

  it('names the known defects beside which it holds', () => {
    expect(tellVerdict(verdictOf(routeSound, reference, 'holds'))).toMatch(
      /; beside its known defects: acs-unchanged-since-cached \(S21\), clients-are-trusted \(S20\), refusals-leave-nothing \(S8\)$/,
    )
  })
})
