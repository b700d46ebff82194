/** A check in words. */
import type { NotFinished, Report } from '../../properties/check/report.ts'
import { grouped } from '../../story/words/lines.ts'
import type { Verdict } from '../../properties/check/verdict.ts'
import type { Sweep } from '../../properties/search/sweep.ts'
import { exhausted } from '../../properties/scopes/index.ts'
import { rules as allRules } from '../../spec/rules/index.ts'
import { designs as allDesigns } from '../../model/designs/index.ts'
import { isOutside } from '../../properties/outside/load.ts'
import type { What } from '../../properties/outside/shape.ts'
import type { Plan } from './plan.ts'
import { print } from '../command.ts'
import { TABLE, tableWidth } from '../terminal.ts'
import { LITMUS } from '../../properties/check/show.ts'
import { section, tellEvidence, tellVerdict } from './evidence.ts'
import { matrix } from './matrix.ts'

/** What a check comes to, beside what is expected of it. */
export interface Outcome {
  readonly report: Report
  readonly plan: Plan
  /** Why the check fails. */
  readonly failures: readonly string[]
  /** Premises, by rule, and violations that so small a search did not meet. */
  readonly tooSmall: readonly string[]
  /** Cells that `spec/expected.yaml` says nothing of. */
  readonly unknown: readonly string[]
  /** What could not be written, and why. */
  readonly unwritten: readonly string[]
  /** What was kept before. */
  readonly before: ReadonlySet<string>
  /** The signal that ended it. */
  readonly endedBy?: string
}

/** Of somebody's own all verdicts; of ours what the file of beliefs does not know, and what was not kept before. */
const isNews = ({ cell: { rule, design }, says, shown }: Verdict, { unknown, before }: Outcome): boolean =>
  ((isOutside('rule', rule.id) || isOutside('design', design.id)) && says !== 'n/a') ||
  unknown.some((line) => line.startsWith(`${rule.id}, ${design.id}:`)) ||
  (shown !== undefined && shown.how !== LITMUS && !before.has(shown.file))

/** What is new or differs, then the matrix, so that it is what stands on the screen; before them all evidence, if asked for. */
export const tell = (outcome: Outcome, verbose: boolean): void => {
  const { report, plan, failures, tooSmall, unknown, endedBy } = outcome
  if (verbose) tellEvidence(report, plan)
  const news = report.verdicts.filter((verdict) => isNews(verdict, outcome))
  if (!verbose) section('new', news, tellVerdict)
  section('not asked', notAsked(plan), (line) => line)
  section('not in spec/expected.yaml yet (check --update writes it):', unknown, (line) => line)
  section('not met, because the search is small (in the usual search this is a failure):', tooSmall, (line) => line)
  if (endedBy !== undefined) section('not finished', groups(report.notFinished), tellNotFinished)
  for (const failure of failures) print(`!!! ${failure}\n`)
  const width = Math.min(TABLE, tableWidth(process.stdout, process.env))
  print(matrix(plan.rules, plan.designs, report.verdicts, width))
  const more = verbose ? '' : '; --verbose or --json: what each verdict rests on'
  if (endedBy !== undefined) print(`\nended by ${endedBy}: nothing was compared with spec/expected.yaml`)
  else print(`\n${failures.length === 0 ? 'as expected' : `${failures.length} unexpected`}${more}`)
}

const tellNotFinished = ({ sweeps, runs }: Group): string => {
  const [{ driver, scope, seed }] = sweeps
  const last = sweeps.at(-1)!
  const seeds = sweeps.length > 1 ? `, seeds ${seed} to ${last.seed}` : `, seed ${seed}`
  const name = `${driver}, ${driver === 'script' ? '' : 'scope '}${scope}${driver === 'random' ? seeds : ''}`
  return `${name}: ${runs === undefined ? 'not begun' : `under way, ${grouped(runs)} runs or more`}`
}

interface Group {
  readonly sweeps: readonly Sweep[]
  readonly runs?: number | undefined
}

/** Random sweeps in a row that were not begun, as one: there may be thousands. */
const groups = (notFinished: readonly NotFinished[]): Group[] => {
  const grouped: { sweeps: Sweep[]; runs?: number | undefined }[] = []
  for (const { sweep, runs } of notFinished) {
    const last = grouped.at(-1)
    const before = last?.sweeps.at(-1)
    const follows = before?.driver === 'random' && sweep.driver === 'random' && sweep.seed === before.seed! + 1
    if (follows && runs === undefined && last?.runs === undefined) last!.sweeps.push(sweep)
    else grouped.push({ sweeps: [sweep], runs })
  }
  return grouped
}

/** What a search of everything would have asked besides. */
export const notAsked = ({ rules, designs, narrowed, exhausted: through }: Plan): string[] => {
  const ours = <T extends { readonly id: string }>(what: What, values: readonly T[]): T[] =>
    values.filter(({ id }) => !isOutside(what, id))
  const left = <T>(all: readonly T[], asked: readonly T[]): T[] => all.filter((one) => !asked.includes(one))
  const [otherRules, otherDesigns] = [left(ours('rule', allRules), rules), left(ours('design', allDesigns), designs)]
  const otherScopes = left(exhausted, through)
  return [
    ...(otherRules.length > 0 ? [`${otherRules.length} of ${ours('rule', allRules).length} rules`] : []),
    ...(otherDesigns.length > 0 ? [`${otherDesigns.length} of ${ours('design', allDesigns).length} designs`] : []),
    ...(otherScopes.length > 0 ? [`exhaustive: scope ${otherScopes.map(({ name }) => name).join(', ')}`] : []),
    ...(narrowed.designs || narrowed.sweeps
      ? [
          'mutants, contrasts (one design breaks the rule, one keeps it), what is taken on trust, operations that never ran: they need a search of every design',
        ]
      : []),
  ]
}
