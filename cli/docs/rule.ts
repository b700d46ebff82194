/** A page for each family of rules: what must hold, under which assumptions, and what shows it. */
import type { Design } from '../../model/kernel/design.ts'
import { DESIGNS_PAGE, ASSUMPTIONS_PAGE, GENERATED, fromSemantics } from './places.ts'
import {
  counterexampleOf,
  designsThat,
  isReference,
  leastOf,
  litmusOf,
  says,
  trustOf,
  type Saved,
  type Shelf,
} from './shelf.ts'
import { tellSources } from './sources.ts'
import { anchor, blocks, bullets, code, link, prose, yamlBlock } from './markdown.ts'
import type { Assumption, Rule } from '../../spec/rule.ts'
import type { Family } from '../../spec/rules/index.ts'

export const title = ({ id, name }: Rule): string => `${id} ${name}`

export const familyPage = (s: Shelf, family: Family): string =>
  `${blocks(
    GENERATED,
    `# ${prose(family.title)}`,
    prose(family.about),
    ...family.rules.map((rule) => section(s, rule)),
  )}\n`

const section = (s: Shelf, rule: Rule): string =>
  blocks(
    `## ${title(rule)}`,
    `> ${prose(rule.sentence)}`,
    prose(rule.why),
    `**How it is judged**: ${JUDGED[rule.kind]} A design without ${rule.needs.map(code).join(' or ')} is n/a.`,
    `**Linux 6.12**: ${reference(s, rule)}`,
    assumed(s, rule),
    verdicts(s, rule),
    shown(s, rule),
    mentions(s, rule),
    `**Sources and evidence**`,
    tellSources(rule.sources),
  )

const JUDGED: Readonly<Record<Rule['kind'], string>> = {
  always: 'No run may break it.',
  exists: 'Some run must do it.',
  compare: 'Each run is compared with that of a variant of its scenario.',
}

const reference = (s: Shelf, rule: Rule): string => {
  const lines = s.designs.filter(isReference).map((design) => {
    const saved = counterexampleOf(s, rule, design)
    const why = prose(saved?.litmus.file.why?.trim() ?? '')
    const found = saved === undefined ? '.' : `, in ${linkTo(saved)}${why === '' ? '.' : `: ${why}`}`
    return `${says(s, rule, design) ?? 'not asked yet'}${found}`
  })
  return lines.join(' ')
}

const assumed = (s: Shelf, rule: Rule): string => {
  if (rule.assumptions.length === 0) return '**Assumes** nothing.'
  return blocks('**Assumes**', bullets(rule.assumptions.map((assumption) => assumedLine(s, rule, assumption))))
}

/** The assumption, and the scenario in which it alone is not given. */
const assumedLine = (s: Shelf, rule: Rule, assumption: Assumption): string => {
  const { id, sentence, why } = assumption
  const saved = trustOf(s, rule, assumption)
  const worth =
    saved === undefined
      ? 'No saved scenario shows yet what it is worth.'
      : `Without it ${String(saved.litmus.file.found?.['design'])} breaks the rule: ${linkTo(saved)}.`
  return `${link(id, `${ASSUMPTIONS_PAGE}${anchor(id)}`)}: ${prose(sentence)} ${prose(why)} ${worth}${knownTo(s, rule, assumption)}`
}

/** Whose own defect it is, of those that keep the rule: their cells are marked. */
const knownTo = (s: Shelf, rule: Rule, { defect }: Assumption): string => {
  const having = designsThat(s, rule, 'holds').filter(({ id }) => defect?.designs.includes(id) === true)
  if (defect === undefined || having.length === 0) return ''
  return ` **A known defect** (${defect.rule}) of ${having.map(linkToDesign).join(', ')}: their cells are marked \`.*\`.`
}

const verdicts = (s: Shelf, rule: Rule): string => {
  const rows = [
    ['Broken by', designsThat(s, rule, 'violated')],
    ['Kept by', designsThat(s, rule, 'holds')],
    ['Not asked of', designsThat(s, rule, 'n/a')],
    ['Broken by mutants', designsThat(s, rule, 'violated', s.mutants)],
  ] as const
  const lines = rows.flatMap(([what, of]) => (of.length === 0 ? [] : [`${what}: ${of.map(linkToDesign).join(', ')}`]))
  return blocks('**Verdicts**', bullets(lines))
}

const shown = (s: Shelf, rule: Rule): string => {
  const least = leastOf(s, rule)
  if (least === undefined) return '**Shown by** no saved scenario yet.'
  const { found, why } = least.litmus.file
  const under = found === undefined ? '' : ` (${String(found['design'])}, ${String(found['how'])})`
  const others = [...s.designs, ...s.mutants]
    .flatMap((design) => counterexampleOf(s, rule, design) ?? [])
    .filter(({ path }) => path !== least.path)
  return blocks(
    `**Shown by** ${linkTo(least)}${under}`,
    prose(why ?? ''),
    yamlBlock(scenarioText(least)),
    others.length === 0 ? '' : `Others that show it: ${others.map(linkTo).join(', ')}.`,
  )
}

/** Machine, steps and question; not how it was found, which stands in the file. */
const scenarioText = ({ text }: Saved): string => text.slice(text.search(/^machine:/m)).replace(/^found:[^]*/m, '')

const mentions = (s: Shelf, rule: Rule): string => {
  const tests = litmusOf(s, rule)
  if (tests.length === 0) return ''
  const lines = tests.map((saved) => `${linkTo(saved)}: ${prose(saved.litmus.file.question ?? 'no question')}`)
  return blocks('**Litmus tests that mention it**', bullets(lines))
}

export const linkTo = ({ path }: Saved): string => link(path.replace(/^.*\//, ''), fromSemantics(path))
export const linkToDesign = ({ id }: Design): string => link(id, `${DESIGNS_PAGE}${anchor(id)}`)
