/** What the verdicts of a check rest on: `--verbose`. */
import type { Report } from '../../properties/check/report.ts'
import type { Tally } from '../../properties/search/search.ts'
import { tellSweep } from '../../properties/check/show.ts'
import type { Says, Verdict } from '../../properties/check/verdict.ts'
import { scopes } from '../../properties/scopes/index.ts'
import { tellScope } from '../../properties/scopes/tell-scope.ts'
import { knownDefects } from '../../spec/defects.ts'
import { grouped, hanging, wrapped } from '../../story/words/lines.ts'
import { print } from '../command.ts'
import type { Plan } from './plan.ts'

export const section = <T>(heading: string, rows: readonly T[], line: (row: T) => string): void => {
  if (rows.length > 0) print(`${wrapped(heading)}\n${rows.map((row) => hanging(line(row), '  ', '    ')).join('\n')}\n`)
}

export const tellEvidence = (report: Report, plan: Plan): void => {
  section('holds', of(report.verdicts, 'holds'), tellVerdict)
  section('violated', of(report.verdicts, 'violated'), tellVerdict)
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
  print(wrapped('scopes: the domain of every dimension; a value listed twice is drawn twice as often'))
  for (const scope of printed) print(wrapped(`${scope.name}: ${tellScope(scope)}`, '  '))
  print('')
}

const of = (verdicts: readonly Verdict[], says: Says): Verdict[] => verdicts.filter((verdict) => verdict.says === says)

/** The common answers first. */
const tellKinds = ([question, row]: [string, Readonly<Record<string, number>>]): string => {
  const answers = Object.entries(row).toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
  return `${question}: ${answers.map(([answer, n]) => `${answer} ${grouped(n)}`).join(', ')}`
}

const title = ({ cell }: Verdict): string => `${cell.rule.id} ${cell.rule.name}, ${cell.design.id}`

/** A cell, and the file that shows it broken, or the runs that kept it and the known defects beside which they did. */
export const tellVerdict = (verdict: Verdict): string => {
  if (verdict.shown !== undefined) return `${title(verdict)}: ${shown(verdict)}`
  const { rule, design, tallies } = verdict.cell
  const beside = knownDefects(rule, design).map(({ id, defect }) => `${id} (${defect.rule})`)
  const known = beside.length === 0 ? '' : `; beside its known defects: ${beside.join(', ')}`
  return `${title(verdict)}: ${tallies.map((tally) => evidence(tally, rule.kind === 'exists')).join('; ')}${known}`
}

/** `exhaustive, scope small, 770 256 runs, premise met in 281 328 (37 %)` */
const evidence = (tally: Tally, isWitness: boolean): string => {
  const { fired, runs, distinct } = tally
  const told = distinct === undefined ? `${grouped(runs)} runs` : `${grouped(distinct)} distinct runs`
  return `${tellSweep(tally)}, ${told}, ${isWitness ? 'witness' : 'premise met'} in ${grouped(fired)} (${percent(tally)})`
}

/** Of all runs; never rounded to none or all. */
const percent = ({ fired, runs }: Tally): string => {
  const share = runs === 0 ? 0 : (100 * fired) / runs
  const whole = Math.round(share)
  if (share > 0 && whole === 0) return 'under 1 %'
  return share < 100 && whole === 100 ? 'over 99 %' : `${whole} %`
}

const shown = ({ shown: s }: Verdict): string => `${s!.file} (size ${s!.size}, ${s!.how})`
