/** A check as JSON. */
import type { Verdict } from '../../properties/check/verdict.ts'
import { knownDefects } from '../../spec/defects.ts'
import { notAsked, type Outcome } from './tell.ts'

export const asJson = ({ report, plan, failures, tooSmall, unknown, unwritten, endedBy }: Outcome) => ({
  exhausted: plan.exhausted.map(({ name }) => name),
  cells: report.verdicts.map(plainVerdict),
  mutants: report.mutants.map(plainVerdict),
  contrasts: report.contrasts.map(({ rule, breaks, keeps, file }) => ({
    rule: rule.id,
    breaks: breaks.id,
    keeps: keeps.id,
    file,
  })),
  trust: report.trust.map(({ rule, assumption, design, file }) => ({
    rule: rule.id,
    assumption: assumption.id,
    design: design.id,
    file,
  })),
  notAsked: notAsked(plan),
  unknown,
  failures,
  tooSmall,
  ...(unwritten.length === 0 ? {} : { unwritten }),
  ...(endedBy === undefined ? {} : { endedBy, notFinished: report.notFinished }),
})

const plainVerdict = ({ cell, says, shown: s }: Verdict) => ({
  rule: cell.rule.id,
  design: cell.design.id,
  says,
  ...(s === undefined ? {} : { shown: s }),
  ...(says === 'holds' ? { knownDefects: knownDefects(cell.rule, cell.design).map(({ id }) => id) } : {}),
  sweeps: cell.tallies.map(({ least, ...tally }) => ({
    ...tally,
    share: tally.runs === 0 ? 0 : tally.fired / tally.runs,
    shows: least !== undefined,
  })),
})
