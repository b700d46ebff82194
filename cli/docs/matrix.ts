/** The verdict matrix as Markdown: docs/matrix.md, and the same in README.md. */
import type { Design } from '../../model/kernel/design.ts'
import type { Rule } from '../../spec/rule.ts'
import { DESIGNS_PAGE, GENERATED, linkToRule } from './places.ts'
import { title } from './rule.ts'
import { columnOf, legendOf } from '../../story/words/designs.ts'
import { trustFile } from '../../spec/defects.ts'
import { meaningsOf, signOf } from '../signs.ts'
import { designsThat, says, type Shelf } from './shelf.ts'
import { blocks, bullets, code, link, markdownTable } from './markdown.ts'

const LEGEND = `${meaningsOf(['X', '.', '.*', '-', '?'], code)}.`

export const matrixPage = (s: Shelf): string =>
  `${blocks(
    GENERATED,
    '# Verdict matrix',
    `Rules down, ${link('designs', `semantics/${DESIGNS_PAGE}`)} across, as \`spec/expected.yaml\` has it. ${LEGEND}`,
    '`holds` means: in the runs of the search, under the assumptions of the rule. `npx p2pspec check` finds these verdicts anew and prints how it got to each.',
    matrix(s, s.designs, linkedTitle),
    'Each column is a design:',
    columns(s.designs),
    '## What `.*` rests on',
    'The design itself makes an assumption of the rule false, by a defect that another rule says of it. Where that shows it breaks this rule too.',
    defects(s),
    '## Mutants',
    'Linux 6.12, or another design, with one thing changed; `X` where it breaks the rule.',
    mutantMatrix(s),
  )}\n`

const linkedTitle = (rule: Rule): string => linkToRule(rule, title(rule), 'semantics/')

/** Without links, to be read in README.md as text. */
export const plainMatrix = (s: Shelf): string =>
  blocks(matrix(s, s.designs, title), `${LEGEND} Each column is a design:`, columns(s.designs))

/** Designs a line of the legend. */
const IN_A_LINE = 4

const columns = (designs: readonly Design[]): string => {
  const lines = Array.from({ length: Math.ceil(designs.length / IN_A_LINE) }, (_, i) => i * IN_A_LINE)
  return bullets(lines.map((from) => `${legendOf(designs.slice(from, from + IN_A_LINE))}.`))
}

const matrix = (s: Shelf, designs: readonly Design[], row: (rule: Rule) => string): string =>
  markdownTable([
    ['', ...designs.map(columnOf)],
    ...s.rules.map((rule) => [row(rule), ...designs.map((design) => signOf(says(s, rule, design), rule, design))]),
  ])

/** Each rule with such cells: the defect, the designs that have it and keep the rule, and what shows what it does to it. */
const defects = (s: Shelf): string =>
  bullets(
    s.rules.flatMap((rule) =>
      rule.assumptions.flatMap((assumption) => {
        const { defect } = assumption
        const having = designsThat(s, rule, 'holds').filter(({ id }) => defect?.designs.includes(id) === true)
        if (defect === undefined || having.length === 0) return []
        const file = trustFile(rule, assumption)
        const shown = link(file.replace(/^.*\//, ''), `../${file}`)
        return [`${title(rule)}, ${having.map(({ id }) => id).join(', ')}: ${assumption.id} (${defect.rule}), ${shown}`]
      }),
    ),
  )

const mutantMatrix = (s: Shelf): string =>
  markdownTable([
    ['', ...s.mutants.map(({ id }) => id)],
    ...s.rules.map((rule) => [
      title(rule),
      ...s.mutants.map((mutant) => (says(s, rule, mutant) === 'violated' ? signOf('violated', rule, mutant) : '')),
    ]),
  ])
