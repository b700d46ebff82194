/** The ids that a text cites: of axioms (`MT-5`, `A0-03`), of rules, designs and litmus tests (`S2`, `D01`, `L02`). */

/** Families whose ids have a hyphen: what these letters and a number say is never anything else. */
const FAMILIES =
  'A[0-5]|AC|AR|BK|BUG|CA|CF|CP|DD|DI|DOC|DP|DX|EX|GU|GV|HB|HM|HP|HW-AC|HW-EX|HW-GV|INV|IO|LAT|MI|MN2|MN|MT|NW|PA|PM|R[4-7]\\.\\d{1,2}|RC|RT|SG'

/** `RT-15b`, `INV-D`, and of `HW-AC-15-block` what is before the word. */
const HYPHENED = new RegExp(String.raw`(?<![\w-])(?:${FAMILIES})-(?:\d{1,2}[a-z]?|[A-R])(?!\w)`, 'g')
const RANGE = new RegExp(String.raw`(?<![\w-])((${FAMILIES})-)(\d+)[a-z]? to (?:\2-)?(\d+)(?!\w)`, 'g')
const SHORT = /(?<![\w-])(?:S\d{1,2}|[DL]\d\d[a-z]?)(?![\w-])/g
/** So short that elsewhere they may be anything: functions of a machine are called E0. */
const IN_SOURCES = /(?<![\w-])[EF]\d{1,2}(?![\w-])/g
const SOURCES = /\bsources: ?\[[^\]]*\]/g

/** A sentence of a comment or a list goes on in the next line, behind its mark. */
const joined = (text: string): string => text.replaceAll(/\n\s*(?:\*|\/\/|#)? ?/g, ' ')

const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([found]) => found)

const within = ([, family, , first, last]: RegExpMatchArray): string[] =>
  Array.from(
    { length: Math.max(0, Number(last) - Number(first) + 1) },
    (_, i) => `${family}${String(Number(first) + i).padStart(first.length, '0')}`,
  )

/** Every id in a text, those in the middle of a range (`MT-1 to MT-4`) included. */
export const idsIn = (source: string): ReadonlySet<string> => {
  const text = joined(source)
  return new Set([
    ...all(text, HYPHENED),
    ...[...text.matchAll(RANGE)].flatMap(within),
    ...all(text, SHORT),
    ...all(text, SOURCES).flatMap((sources) => all(sources, IN_SOURCES)),
  ])
}

/** The ids of a source that is made of nothing else: `MT-14, LAT-7`, `A0-01 to A0-06`; undefined: it is something else. */
export const idsOnly = (source: string): readonly string[] | undefined =>
  source.replaceAll(/[A-Z]+\d*(?:-\w+)*|\bto\b|[, ]/g, '') === '' ? [...idsIn(`sources: [${source}]`)] : undefined
