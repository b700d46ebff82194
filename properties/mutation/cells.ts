/**
 * Cells of the matrix as functions to call: what `npm run check` alone notices of a mutant, unit tests off.
 *
 * Of each saved scenario it is asked whether it breaks a cell that is believed to hold. A check goes through many more
 * scenarios, so it notices at least this. A scenario in which the mutant throws names no cell, and does not count.
 */
import { designs } from '../../model/designs/index.ts'
import type { Design } from '../../model/kernel/design.ts'
import { compile } from '../../model/scenario/file.ts'
import { readExpected } from '../../spec/files/expected.ts'
import type { Litmus } from '../../spec/litmus.ts'
import { rules } from '../../spec/rules/index.ts'
import { saved } from '../check/answers.ts'
import { rowsOf } from '../search/sweep.ts'
import { visit, type Row } from '../search/visit.ts'
import type { Ask } from './tests.ts'

/** One scenario says nothing of what some scenario must do. */
const asked = rules.filter(({ kind }) => kind !== 'exists')

/** Cells, as `DESIGN RULE`. */
const holding = (): ReadonlySet<string> =>
  new Set(
    Object.entries(readExpected().designs).flatMap(([rule, row]) =>
      Object.entries(row).flatMap(([design, says]) => (says === 'holds' ? [`${design} ${rule}`] : [])),
    ),
  )

const ask = (holds: ReadonlySet<string>, path: string, { file }: Litmus): Ask => ({
  id: path,
  file: path,
  body: async () => {
    const byDesign = new Map(designs.map((design): [Design, Row[]] => [design, rowsOf(asked, design)]))
    const happened = Object.fromEntries(designs.map(({ id }) => [id, new Map()]))
    const broken = brokenIn(() =>
      visit({ byDesign, happened, discrepancies: Infinity, reuse: true }, file, compile(file)),
    )
    const cell = broken.find((one) => holds.has(one))
    if (cell !== undefined) throw new Error(cell)
  },
})

const brokenIn = (seen: () => { readonly broken: ReadonlySet<string> }): string[] => {
  try {
    return [...seen().broken]
  } catch {
    return []
  }
}

/** Every saved scenario. */
export const cellAsks = (): Ask[] => {
  const holds = holding()
  return saved().map(({ path, litmus }) => ask(holds, path, litmus))
}
