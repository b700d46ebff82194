/** The matrix of a check, small enough for one screen. */
import type { Design } from '../../model/kernel/design.ts'
import type { Verdict } from '../../properties/check/verdict.ts'
import type { Rule } from '../../spec/rule.ts'
import { columnOf, legendOf } from '../../story/words/designs.ts'
import { wrapped } from '../../story/words/lines.ts'
import { grid, type Column } from '../grid.ts'
import { meaningsOf, signOf } from '../signs.ts'
import { TABLE } from '../terminal.ts'

/** Rules down, designs across, and below it what signs and columns stand for; what is too wide is cut into several. */
export const matrix = (
  rules: readonly Rule[],
  designs: readonly Design[],
  verdicts: readonly Verdict[],
  width = TABLE,
): string => {
  const titles = rules.map(({ id, name }) => `${id} ${name}`)
  const said = new Map(verdicts.map(({ cell, says }) => [`${cell.rule.id} ${cell.design.id}`, says]))
  const signs = new Set<string>()
  const column = (design: Design): Column => {
    const cells = rules.map((rule) => signOf(said.get(`${rule.id} ${design.id}`), rule, design))
    for (const sign of cells) signs.add(sign)
    return { head: columnOf(design), cells }
  }
  const legend = legendOf(designs)
  return [
    ...grid(titles, designs.map(column), width),
    wrapped(`${meaningsOf(signs)}.`, '', width),
    ...(legend === '' ? [] : [wrapped(`The columns: ${legend}.`, '', width)]),
  ].join('\n\n')
}
