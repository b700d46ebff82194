/** What a source is worth: which of the four kinds of evidence stands behind it. */
import { JUDGED as RULES } from '../../conformance/linux/judged/rules.ts'
import { SHOWN } from '../../conformance/linux/judged/shown.ts'
import { bullets, prose } from './markdown.ts'

export const EVIDENCE = {
  judged: 'judged by a booted Linux',
  source: 'read in source',
  research: 'research',
  memory: 'from memory',
  own: 'of this project',
} as const
export type Evidence = keyof typeof EVIDENCE

/** What each label means, for the index. */
export const EVIDENCE_MEANS: Readonly<Record<Evidence, string>> = {
  judged:
    'Linux 6.12.117 was booted and asked the same questions, and the model gave the same answers (docs/linux.md says how many).',
  source: 'read in the source or documentation of Linux 6.12.117, and not run.',
  research:
    'taken from `hardware.md`, `threads.md`, a mail, a commit message or an issue; the first two label where each of their rules is from. Nothing has judged it.',
  memory: 'nobody looked it up again.',
  own: 'made up here, to show that some design can break the rule.',
}

/** Rules of `kernel-semantics.md` that a recording judges (docs/linux.md). */
const JUDGED: ReadonlySet<string> = new Set([
  ...RULES.map(({ id }) => id),
  ...SHOWN.flatMap(({ rules, compared }) => (compared === undefined ? [] : rules)),
])

/** One line a source and kind of evidence: `kernel-semantics.md MT-14, LAT-7 (read in source)`. */
export const tellSources = (sources: readonly string[]): string =>
  bullets(sources.flatMap(lines).map(({ text, evidence }) => `${prose(text)} (${EVIDENCE[evidence]})`))

interface Line {
  readonly text: string
  readonly evidence: Evidence
}

const lines = (source: string): Line[] => {
  const [, ids] = /^kernel-semantics\.md (.*)$/.exec(source) ?? []
  if (ids === undefined) return [{ text: source.replace(' (from memory)', ''), evidence: evidenceOf(source) }]
  return (Object.keys(EVIDENCE) as Evidence[]).flatMap((evidence) => {
    const of = ids.split(', ').filter((id) => evidenceOfKernelRule(id) === evidence)
    return of.length === 0 ? [] : [{ text: `kernel-semantics.md ${of.join(', ')}`, evidence }]
  })
}

/** BUG: what a changelog says was wrong. NW: newer kernels. */
const evidenceOfKernelRule = (id: string): Evidence =>
  JUDGED.has(id) ? 'judged' : /^(BUG|NW)-/.test(id) ? 'research' : 'source'

const evidenceOf = (source: string): Evidence => {
  if (source.includes('from memory')) return 'memory'
  if (source.startsWith('a mutant of this project') || source === 'README') return 'own'
  return /Linux 6\.12/.test(source) ? 'source' : 'research'
}
