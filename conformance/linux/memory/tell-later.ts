/** What a later kernel answered beside 6.12, as `docs/findings/later-memory.md` tells it. */
import { askedOf, besideOf, type Asked, type Beside } from './later.ts'
import { REASONS, explained, type Explained } from './explained.ts'

const code = (text: string): string => `\`${text}\``

/** The page's headings are those of the site: without dots. */
const linkOf = (axiom: string): string =>
  `[${axiom}](../semantics/axioms-linux.md#${axiom.toLowerCase().replaceAll('.', '')})`

interface Told extends Explained {
  readonly beside: Beside
}

/** What stands between the marks `later SERIES` of the page. */
export const tellLaterMemory = (series: string): string => {
  const asked = askedOf(series)
  const besides = asked.scripts.flatMap((name) => besideOf(name, series) ?? [])
  const all = besides.flatMap((beside) => explained(beside.is.differences).map((one): Told => ({ ...one, beside })))
  const other = new Set(besides.map(({ name }) => name))
  return [
    tellAsked(asked, other.size, all.length),
    '## The same answers',
    asked.scripts
      .filter((name) => !other.has(name))
      .map(code)
      .join(', '),
    '## Other answers',
    ...REASONS.flatMap((reason) => {
      const of = all.filter((one) => one.reason === reason)
      return of.length === 0 ? [] : [`### ${linkOf(reason.axiom)}: ${reason.seen}`, tellAll(of)]
    }),
    ...unexplained(all.filter(({ reason }) => reason === undefined)),
  ].join('\n\n')
}

const tellAsked = ({ kernel, config, memory, scripts }: Asked, other: number, answers: number): string =>
  `Linux ${kernel} (configuration ${code(config)}, module and program ${code(memory)}): of ${scripts.length} scripts ` +
  `${scripts.length - other} are answered as 6.12.117 did, ${other} otherwise, with ${answers} answers.`

const unexplained = (left: readonly Told[]): string[] =>
  left.length === 0 ? ['Every answer that differs is explained.'] : ['### Not explained', tellAll(left)]

const tellAll = (all: readonly Told[]): string => `\`\`\`text\n${all.map(tell).join('\n')}\n\`\`\``

const tell = ({ beside: { name, later, old }, difference: { line, step, recorded, live }, follows }: Told): string => {
  const [before, now] = whatDiffers(recorded, live)
  return [
    `${name}:${line}: ${step}${follows ? ' (follows)' : ''}`,
    `  ${old.script.kernel}: ${before}`,
    `  ${later.script.kernel}: ${now}`,
  ].join('\n')
}

/** Of two answers with as many words those that differ; a page's counts are one word. */
const whatDiffers = (before: string, now: string): readonly [string, string] => {
  const [words, others] = [before, now].map((answer) => answer.split(/ (?![^(]*\))/))
  if (words.length !== others.length || words.length < 3) return [before, now]
  const apart = words.flatMap((word, i) => (word === others[i] ? [] : [i]))
  return [apart.map((i) => words[i]).join(' '), apart.map((i) => others[i]).join(' ')]
}
