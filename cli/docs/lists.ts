/** The pages that list: the index, the designs, the assumptions. */
import type { Design } from '../../model/kernel/design.ts'
import type { Assumption, Rule } from '../../spec/rule.ts'
import { families } from '../../spec/rules/index.ts'
import { SUBJECTS, type Subject } from '../../spec/axioms/index.ts'
import { ASSUMPTIONS_PAGE, DESIGNS_PAGE, GENERATED, INDEX_PAGE, axiomsPageOf, linkToRule, pageOf } from './places.ts'
import { linkTo, title } from './rule.ts'
import { counterexampleOf, designsThat, isReference, says, trustOf, type Shelf } from './shelf.ts'
import { EVIDENCE, EVIDENCE_MEANS, tellSources, type Evidence } from './sources.ts'
import { missingDesigns, missingRules } from './gaps.ts'
import { anchor, blocks, bullets, code, link, prose } from './markdown.ts'

export const indexPage = (): string =>
  `${blocks(
    GENERATED,
    '# Semantics',
    'What must hold of peer-to-peer DMA in Linux, rule by rule. These pages are made from the code, and a test keeps them current.',
    '## How to read it',
    HOW_TO_READ,
    '## Evidence',
    bullets((Object.keys(EVIDENCE) as Evidence[]).map((label) => `**${EVIDENCE[label]}**: ${EVIDENCE_MEANS[label]}`)),
    ...families.flatMap((family) => [
      `## ${prose(family.title)}`,
      `${code(pageOf(family))}: ${prose(family.about)}`,
      bullets(family.rules.map((rule) => `${linkToRule(rule, title(rule))}: ${prose(rule.sentence)}`)),
    ]),
    '## Missing numbers',
    missingRules(),
    '## Other pages',
    bullets([
      `${link(code(DESIGNS_PAGE), DESIGNS_PAGE)}: each design and mutant, and what it breaks.`,
      `${link(code(ASSUMPTIONS_PAGE), ASSUMPTIONS_PAGE)}: what is taken on trust, and by which rules.`,
      ...(Object.keys(SUBJECTS) as Subject[]).map(
        (of) =>
          `${link(code(axiomsPageOf(of)), axiomsPageOf(of))}: ${SUBJECTS[of]}, the rules that are cited by an id.`,
      ),
      `${link(code('../matrix.md'), '../matrix.md')}: every verdict in one table.`,
    ]),
  )}\n`

const HOW_TO_READ = `A rule is a sentence that every run of a design must keep. A run counts against a design only if it meets every
assumption of the rule. For each assumption a saved scenario shows what happens where that one alone is not met.
\`holds\` means that no run of the search breaks the rule, and that the rule could have been broken in some of them (its premise was met);
\`npx p2pspec check\` prints in how many. Below each rule stands the least saved scenario that breaks it. \`npx p2pspec explain FILE\` tells
it hop by hop; with \`--design NAME\` it tells what another design does there. What the model leaves out is in [limits](../limits.md); words
are in the [glossary](../glossary.md).`

export const assumptionsPage = (s: Shelf): string =>
  `${blocks(
    GENERATED,
    '# Assumptions',
    'What the rules take on trust. The search draws machines that do not meet them, too; a run that does not meet one is not counted against any design.',
    ...s.assumptions.map((assumption) => assumptionSection(s, assumption)),
  )}\n`

const assumptionSection = (s: Shelf, assumption: Assumption): string =>
  blocks(
    `## ${assumption.id}`,
    `> ${prose(assumption.sentence)}`,
    prose(assumption.why),
    `${assumption.holdsIn === undefined ? 'A fact of the scenario: it is the same under every design.' : 'A fact of a run: it depends on how what is free was resolved.'} Named by:`,
    bullets(namedBy(s, assumption)),
    assumption.defect === undefined
      ? ''
      : `A known defect, of which ${assumption.defect.rule} speaks, of: ${assumption.defect.designs.map((id) => link(id, `${DESIGNS_PAGE}${anchor(id)}`)).join(', ')}.`,
    '**Sources and evidence**',
    tellSources(assumption.sources),
  )

const namedBy = (s: Shelf, assumption: Assumption): string[] => {
  const rules = s.rules.filter((rule) => rule.assumptions.includes(assumption))
  if (rules.length === 0) return ['no rule']
  return rules.map((rule) => {
    const saved = trustOf(s, rule, assumption)
    return `${linkToRule(rule, title(rule))}${saved === undefined ? '' : `, which breaks without it in ${linkTo(saved)}`}`
  })
}

export const designsPage = (s: Shelf): string =>
  `${blocks(
    GENERATED,
    '# Designs',
    'Releases of Linux, proposals, and designs that this project made. Each is a file in `model/designs/`.',
    missingDesigns(),
    ...s.designs.map((design) => designSection(s, design, s.rules, 'Breaks no rule.')),
    '# Mutants',
    'Nobody proposed them. Each is Linux 6.12, or another design, with one thing changed, so that there is a scenario on which one design breaks a rule and another keeps it. What Linux 6.12 itself breaks is left out here.',
    ...s.mutants.map((mutant) => designSection(s, mutant, keptByReference(s), 'Breaks no rule that Linux 6.12 keeps.')),
  )}\n`

const keptByReference = (s: Shelf): Rule[] =>
  s.rules.filter((rule) => designsThat(s, rule, 'violated').every((design) => !isReference(design)))

/** @param none what is said where it breaks none of the rules `among` */
const designSection = (s: Shelf, design: Design, among: readonly Rule[], none: string): string => {
  const broken = among.filter((rule) => says(s, rule, design) === 'violated')
  const lines = broken.map((rule) => {
    const saved = counterexampleOf(s, rule, design)
    return `${linkToRule(rule, title(rule))}${saved === undefined ? '' : `: ${linkTo(saved)}`}`
  })
  return blocks(
    `## ${design.id}`,
    design.alias === undefined ? '' : `Alias: ${design.alias}.`,
    `${prose(design.summary)}.`,
    broken.length === 0 ? none : 'Breaks:',
    bullets(lines),
    '**Sources and evidence**',
    tellSources(design.sources),
  )
}

export const listPages = (s: Shelf): ReadonlyMap<string, string> =>
  new Map([
    [INDEX_PAGE, indexPage()],
    [DESIGNS_PAGE, designsPage(s)],
    [ASSUMPTIONS_PAGE, assumptionsPage(s)],
  ])
