/** A check in words. */
import type { Design } from '../../model/kernel/design.ts'
import type { NotFinished, Report } from '../../properties/check/report.ts'
import { grouped, table, wrapped } from '../../story/words/lines.ts'
import type { Says, Verdict } from '../../properties/check/verdict.ts'
import { tellSweep } from '../../properties/check/show.ts'
import type { Sweep } from '../../properties/search/sweep.ts'
import { exhausted, scopes } from '../../properties/scopes/index.ts'
import { tellScope } from '../../properties/scopes/tell-scope.ts'
import type { Rule } from '../../spec/rule.ts'
import { rules as allRules } from '../../spec/rules/index.ts'
import { designs as allDesigns } from '../../model/designs/index.ts'
import { isOutside } from '../../properties/outside/load.ts'
import type { Plan } from './plan.ts'
import { columnOf } from '../../story/words/designs.ts'
import { print, printLegend } from '../command.ts'

/** What a check comes to, beside what is expected of it. */
export interface Outcome {
  readonly report: Report
  readonly plan: Plan
  /** Why the check fails. */
  readonly failures: readonly string[]
  /** Cells that `spec/expected.yaml` says nothing of. */
  readonly unknown: readonly string[]
  /** What could not be written, and why. */
  readonly unwritten: readonly string[]
  /** The signal that ended it. */
  readonly endedBy?: string
}

export const tell = (outcome: Outcome): void => {
  const { report, plan, failures, unknown, endedBy } = outcome
  print(matrix(plan.rules, plan.designs, report.verdicts))
  printLegend(plan.designs)
  section('holds', of(report.verdicts, 'holds'), (verdict) => `${title(verdict)}: ${evidence(verdict)}`)
  section('violated', of(report.verdicts, 'violated'), (verdict) => `${title(verdict)}: ${shown(verdict)}`)
  section('mutants', report.mutants, (verdict) => `${title(verdict)}: violated: ${shown(verdict)}`)
  section(
    'one scenario, one design that breaks the rule and one that keeps it',
    report.contrasts,
    ({ rule, breaks, keeps, file }) => `${rule.id} ${rule.name}: ${breaks.id} breaks it, ${keeps.id} keeps it: ${file}`,
  )
  section(
    'taken on trust: without this assumption alone, a design that keeps the rule breaks it',
    report.trust,
    ({ rule, assumption, design, file }) => `${assumption.id} (${rule.id}, ${design.id}): ${file}`,
  )
  section('kinds of case among the random runs, and in how many', Object.entries(report.kinds), tellKinds)
  const met = new Set(plan.sweeps.map(({ scope }) => scope))
  const printed = plan.narrowed.sweeps ? scopes.filter(({ name }) => met.has(name)) : scopes
  print('\nscopes: the domain of every dimension; a value listed twice is drawn twice as often')
  for (const scope of printed) print(wrapped(`${scope.name}: ${tellScope(scope)}`, '  '))
  section('not asked', notAsked(plan), (line) => line)
  section('not in spec/expected.yaml yet (check --update writes it):', unknown, (line) => line)
  if (endedBy !== undefined) return tellEnd(outcome, endedBy)
  for (const failure of failures) print(`\n!!! ${failure}`)
  print(failures.length === 0 ? '\nas expected' : `\n${failures.length} unexpected`)
}

/** The common answers first. */
const tellKinds = ([question, row]: [string, Readonly<Record<string, number>>]): string => {
  const answers = Object.entries(row).toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
  return wrapped(`${question}: ${answers.map(([answer, n]) => `${answer} ${grouped(n)}`).join(', ')}`, '  ').trim()
}

const section = <T>(heading: string, rows: readonly T[], line: (row: T) => string): void => {
  if (rows.length > 0) print(`\n${heading}\n${rows.map((row) => `  ${line(row)}`).join('\n')}`)
}

const tellEnd = ({ report }: Outcome, endedBy: string): void => {
  section('not finished', groups(report.notFinished), tellNotFinished)
  print(`\nended by ${endedBy}: nothing was compared with spec/expected.yaml`)
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

const of = (verdicts: readonly Verdict[], says: Says): Verdict[] => verdicts.filter((verdict) => verdict.says === says)

const matrix = (rules: readonly Rule[], designs: readonly Design[], verdicts: readonly Verdict[]): string =>
  table([
    ['', ...designs.map(columnOf)],
    ...rules.map((rule) => [
      `${rule.id} ${rule.name}`,
      ...designs.map((design) => verdicts.find(({ cell }) => cell.rule === rule && cell.design === design)!.says),
    ]),
  ])

/** What a search of everything would have asked besides. */
export const notAsked = ({ rules, designs, narrowed, exhausted: through }: Plan): string[] => {
  const ours = <T extends { readonly id: string }>(values: readonly T[]): T[] =>
    values.filter(({ id }) => !isOutside(id))
  const left = <T>(all: readonly T[], asked: readonly T[]): T[] => all.filter((one) => !asked.includes(one))
  const [otherRules, otherDesigns] = [left(ours(allRules), rules), left(ours(allDesigns), designs)]
  const otherScopes = left(exhausted, through)
  return [
    ...(otherRules.length > 0 ? [`${otherRules.length} of ${ours(allRules).length} rules`] : []),
    ...(otherDesigns.length > 0 ? [`${otherDesigns.length} of ${ours(allDesigns).length} designs`] : []),
    ...(otherScopes.length > 0 ? [`exhaustive: scope ${otherScopes.map(({ name }) => name).join(', ')}`] : []),
    ...(narrowed.designs || narrowed.sweeps
      ? [
          'mutants, contrasts (one design breaks the rule, one keeps it), what is taken on trust, operations that never ran: they need a search of every design',
        ]
      : []),
  ]
}

const title = ({ cell }: Verdict): string => `${cell.rule.id} ${cell.rule.name}, ${cell.design.id}`

/** `exhaustive, scope small, 770 256 runs, premise met in 281 328; random, ...` */
const evidence = ({ cell }: Verdict): string =>
  cell.tallies
    .map((tally) => {
      const { fired } = tally
      const runs =
        tally.distinct === undefined ? `${grouped(tally.runs)} runs` : `${grouped(tally.distinct)} distinct runs`
      return `${tellSweep(tally)}, ${runs}, ${cell.rule.kind === 'exists' ? 'witness' : 'premise met'} in ${grouped(fired)}`
    })
    .join('; ')

const shown = ({ shown: s }: Verdict): string => `${s!.file} (size ${s!.size}, ${s!.how})`
