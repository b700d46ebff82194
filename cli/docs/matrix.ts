/** The verdict matrix as Markdown: docs/matrix.md, and the same in README.md. */
import type { Design } from '../../model/kernel/design.ts'
import type { Rule } from '../../spec/rule.ts'
import { DESIGNS_PAGE, GENERATED, linkToRule } from './places.ts'
import { title } from './rule.ts'
import { columnOf, legendOf } from '../../story/words/designs.ts'
import { says, type Shelf } from './shelf.ts'
import { blocks, link, markdownTable } from './markdown.ts'

const SIGNS: Readonly<Record<string, string>> = { holds: '.', violated: 'X', 'n/a': '-' }
const UNKNOWN = '?'

const LEGEND = '`X` violated, `.` holds, `-` n/a, `?` not asked yet.'

export const matrixPage = (s: Shelf): string =>
  `${blocks(
    GENERATED,
    '# Verdict matrix',
    `Rules down, ${link('designs', `semantics/${DESIGNS_PAGE}`)} across, as \`spec/expected.yaml\` has it. ${LEGEND}`,
    '`holds` means: in the runs of the search, under the assumptions of the rule. `npx p2pspec check` finds these verdicts anew and prints how it got to each.',
    matrix(s, s.designs, linkedTitle),
    `The columns: ${legendOf(s.designs)}.`,
    '## Mutants',
    'Linux 6.12, or another design, with one thing changed; `X` where it breaks the rule.',
    mutantMatrix(s),
  )}\n`

const linkedTitle = (rule: Rule): string => linkToRule(rule, title(rule), 'semantics/')

/** Without links, to be read in README.md as text. */
export const plainMatrix = (s: Shelf): string =>
  blocks(matrix(s, s.designs, title), `${LEGEND}\nThe columns: ${legendOf(s.designs)}.`)

const matrix = (s: Shelf, designs: readonly Design[], row: (rule: Rule) => string): string =>
  markdownTable([
    ['', ...designs.map(columnOf)],
    ...s.rules.map((rule) => [row(rule), ...designs.map((design) => sign(says(s, rule, design)))]),
  ])

const sign = (said: string | undefined): string => (said === undefined ? UNKNOWN : SIGNS[said])

const mutantMatrix = (s: Shelf): string =>
  markdownTable([
    ['', ...s.mutants.map(({ id }) => id)],
    ...s.rules.map((rule) => [
      title(rule),
      ...s.mutants.map((mutant) => (says(s, rule, mutant) === 'violated' ? SIGNS['violated'] : '')),
    ]),
  ])
