/** The matrix of a check, small enough for one screen. */
import type { Design } from '../../model/kernel/design.ts'
import type { Verdict } from '../../properties/check/verdict.ts'
import type { Rule } from '../../spec/rule.ts'
import { columnOf, legendOf } from '../../story/words/designs.ts'
import { wrapped } from '../../story/words/lines.ts'
import { meaningsOf, signOf } from '../signs.ts'

/** Columns of a terminal that it fits into. */
export const WIDTH = 100

/** Rules down, designs across, and below it what signs and columns stand for; what is too wide is cut into several. */
export const matrix = (rules: readonly Rule[], designs: readonly Design[], verdicts: readonly Verdict[]): string => {
  const titles = rules.map(({ id, name }) => `${id} ${name}`)
  const label = Math.max(...titles.map((title) => title.length))
  const said = new Map(verdicts.map(({ cell, says }) => [`${cell.rule.id} ${cell.design.id}`, says]))
  const signs = new Set<string>()
  const heads = designs.map(headOf)
  const height = Math.max(...heads.map((lines) => lines.length))
  const column = (design: Design, i: number): string[] => {
    const cells = rules.map((rule) => signOf(said.get(`${rule.id} ${design.id}`), rule, design))
    for (const sign of cells) signs.add(sign)
    const all = [...heads[i], ...Array.from({ length: height - heads[i].length }, () => ''), ...cells]
    const width = Math.max(...all.map((cell) => cell.length))
    return all.map((cell) => cell.padEnd(width))
  }
  const above = Array.from({ length: height }, () => '')
  const parts = fitting(designs.map(column), WIDTH - label).map((columns) =>
    [...above, ...titles].map((title, row) =>
      [title.padEnd(label), ...columns.map((cells) => cells[row])].join(' ').trimEnd(),
    ),
  )
  const legend = legendOf(designs)
  return [
    ...parts.map((rows) => rows.join('\n')),
    wrapped(`${meaningsOf(signs)}.`, '', WIDTH),
    ...(legend === '' ? [] : [wrapped(`The columns: ${legend}.`, '', WIDTH)]),
  ].join('\n\n')
}

/** The head of a column from top to bottom: `D20b` as `D`, `20`, `b`, and a release as its two numbers, so that it is no wider than a sign. */
const headOf = (design: Design): readonly string[] => {
  const head = columnOf(design)
  const lines = /^(?:(D)(\d+)([a-z])?|(\d+\.)(\d+))$/.exec(head)?.slice(1)
  return lines === undefined ? [head] : lines.filter((line) => line !== undefined)
}

/** Columns in as few groups as fit, each with a space before every column. */
const fitting = (columns: readonly string[][], width: number): string[][][] => {
  const groups: string[][][] = []
  let used = Infinity
  for (const column of columns) {
    const more = column[0].length + 1
    if (used + more > width) {
      groups.push([])
      used = 0
    }
    groups.at(-1)!.push(column)
    used += more
  }
  return groups
}
