/** What a source is worth: which of four kinds of evidence stands behind it. */
import { idsOnly } from '../../spec/axioms/ids.ts'
import { axiom } from '../../spec/axioms/index.ts'
import { linkToAxiom } from './places.ts'
import { bullets, prose } from './markdown.ts'

export const EVIDENCE = {
  judged: 'judged by a booted Linux',
  read: 'read',
  memory: 'from memory',
  own: 'of this project',
} as const
export type Evidence = keyof typeof EVIDENCE

/** What each label means, for the index. */
export const EVIDENCE_MEANS: Readonly<Record<Evidence, string>> = {
  judged:
    'Linux 6.12.117 was booted and asked the same questions, and the model gave the same answers (docs/linux.md says how many).',
  read: "read in a kernel's source or documentation, a specification, a data sheet, a mail, a commit or an issue. Nothing has judged it.",
  memory: 'nobody looked it up again.',
  own: 'made up here: another rule or litmus test, or a mutant that shows that the rule can be broken.',
}

/** One line a source and kind of evidence: `MT-14, LAT-7 (judged by a booted Linux)`. */
export const tellSources = (sources: readonly string[]): string =>
  bullets(sources.flatMap(lines).map(({ text, evidence }) => `${text} (${EVIDENCE[evidence]})`))

interface Line {
  readonly text: string
  readonly evidence: Evidence
}

const lines = (source: string): Line[] => {
  const ids = idsOnly(source)
  if (ids === undefined) return [{ text: prose(source.replace(' (from memory)', '')), evidence: evidenceOf(source) }]
  return (Object.keys(EVIDENCE) as Evidence[]).flatMap((evidence) => {
    const of = ids.filter((id) => evidenceOfId(id) === evidence)
    return of.length === 0 ? [] : [{ text: of.map((id) => linkToAxiom(id)).join(', '), evidence }]
  })
}

const WORTH = { judged: 'judged', read: 'read', 'from memory': 'memory' } as const

/** What is no axiom is a rule, a design or a litmus test of ours. */
const evidenceOfId = (id: string): Evidence => {
  const found = axiom(id)
  return found === undefined ? 'own' : WORTH[found.evidence]
}

const evidenceOf = (source: string): Evidence => {
  if (source.includes('from memory')) return 'memory'
  return source.startsWith('a mutant of this project') || source === 'README' ? 'own' : 'read'
}
