/**
 * Known defects, as assumptions say them: the law of {@link Defect}, on what is saved.
 */
import { describe, expect, it } from 'vitest'
import { designNamed, designs, lineOf } from '../../../model/designs/index.ts'
import * as assumptions from '../../../spec/assumptions/index.ts'
import { knownDefects, trustFile } from '../../../spec/defects.ts'
import { readExpected } from '../../../spec/files/expected.ts'
import { ROOT_FOLDER, loadLitmus } from '../../../spec/files/library.ts'
import { scenarioOf } from '../../../spec/litmus.ts'
import { rules } from '../../../spec/rules/index.ts'
import { breaks } from '../../search/search.ts'

const { designs: matrix } = readExpected()
const withDefect = Object.values(assumptions).filter(({ defect }) => defect !== undefined)

/** Cells that hold beside a known defect. */
const cells = rules.flatMap((rule) =>
  designs.flatMap((design) =>
    matrix[rule.id]?.[design.id] === 'holds'
      ? knownDefects(rule, design).map((assumption) => ({ rule, design, assumption }))
      : [],
  ),
)

describe('a known defect', () => {
  it.each(withDefect.map(({ id, defect }) => [id, defect!] as const))(
    '%s is one of the designs that break its rule',
    (_, { rule, designs: having }) => {
      for (const id of having) expect([id, matrix[rule]?.[id]]).toEqual([id, 'violated'])
    },
  )

  it.each(cells.map((cell) => [cell.rule.id, cell.design.id, cell.assumption.id, cell] as const))(
    '%s of %s is broken where %s alone is dropped',
    (_rule, _design, _assumption, { rule, design, assumption }) => {
      const { file } = loadLitmus(`${ROOT_FOLDER}${trustFile(rule, assumption)}`)
      expect(breaks(rule, design, scenarioOf(file), [assumption])).toBe(true)
      expect(breaks(rule, design, scenarioOf(file))).toBe(false)
    },
  )

  it.each(withDefect.map((assumption) => [assumption.id, assumption] as const))(
    '%s is told of every design that has it: no other keeps a rule, breaks it without, and breaks the rule of the defect',
    (_, assumption) => {
      const { rule: about, designs: having } = assumption.defect!
      for (const rule of rules.filter((one) => one.assumptions.includes(assumption))) {
        const { file } = loadLitmus(`${ROOT_FOLDER}${trustFile(rule, assumption)}`)
        const others = designs.filter(
          (design) =>
            matrix[rule.id]?.[design.id] === 'holds' &&
            matrix[about]?.[design.id] === 'violated' &&
            !lineOf(design).some((id) => having.includes(id)),
        )
        for (const design of others)
          expect([rule.id, design.id, breaks(rule, design, scenarioOf(file), [assumption])]).toEqual([
            rule.id,
            design.id,
            false,
          ])
      }
    },
  )

  it('marks three assumptions of S2 of Linux 6.12, and none of a design that nobody knows', () => {
    const routeSound = rules.find(({ id }) => id === 'S2')!
    expect(knownDefects(routeSound, designNamed('linux-6.12')!).map(({ id }) => id)).toEqual([
      'acs-unchanged-since-cached',
      'clients-are-trusted',
      'refusals-leave-nothing',
    ])
    expect(knownDefects(routeSound, { id: 'mine' })).toEqual([])
  })
})
