/** What a source is worth: which of the four kinds of evidence stands behind it. */
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
    'Linux 6.12.117 was booted and asked the same questions, and the model gave the same answers (`npx p2pspec judge conformance/recordings`).',
  source: 'read in the source or documentation of Linux 6.12.117, and not run.',
  research:
    'taken from `hardware.md`, `threads.md`, a mail, a commit message or an issue; the first two label where each of their rules is from. Nothing has judged it.',
  memory: 'nobody looked it up again.',
  own: 'made up here, to show that a rule has teeth.',
}

/** Rules of `kernel-semantics.md` whose answers the recordings hold (docs/limits.md). */
const JUDGED: ReadonlySet<string> = new Set(
  [
    ['MT-1', 'MT-2', 'MT-3', 'MT-4', 'MT-5', 'MT-6', 'MT-7', 'MT-8', 'MT-9', 'MT-10', 'MT-11', 'MT-12'],
    ['MT-15', 'MT-16', 'MT-17', 'AR-4', 'DD-1', 'DI-10', 'DI-11', 'LAT-5', 'LAT-8'],
  ].flat(),
)

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
