/** `p2pspec check`: search every rule against every design, print the matrix, keep what was found. */
import { designs, mutants } from '../../model/designs/index.ts'
import { check as runCheck } from '../../properties/check/check.ts'
import type { Report } from '../../properties/check/report.ts'
import { removeUnfinished, writeWhole } from '../../properties/check/keep.ts'
import { workers } from '../../properties/workers/workers.ts'
import { EXPECTED_FILE, readExpected, writeExpected } from '../../spec/files/expected.ts'
import { asExpected, compare, updated } from '../check/expected.ts'
import { asJson } from '../check/json.ts'
import { logTo } from '../check/log.ts'
import { OPTIONS, planOf, type Plan } from '../check/plan.ts'
import { progressOf } from '../check/progress.ts'
import { stopOnSignal, type Stop } from '../check/stop.ts'
import { tell, type Outcome } from '../check/tell.ts'
import { asThrown } from '../check/thrown.ts'
import { printJson, type Command } from '../command.ts'

export const check: Command = {
  synopsis:
    '[--rule NAME].. [--design NAME].. [--scope NAME].. [--runs N] [--seed N] [--workers N] [--keep FOLDER] [--log JSONL] [--update]',
  summary:
    'searches every rule against every design and prints the verdict matrix; a NAME may be the path of a module of yours',
  options: OPTIONS,
  run: async (_, values) => {
    const plan = await planOf(values)
    // Before the search: a file that cannot be read is no reason to have searched in vain.
    const expected = readExpected()
    for (const folder of [plan.folder, `${plan.folder}/trust`, plan.outsideFolder]) removeUnfinished(folder)
    const stop = stopOnSignal()
    const report = await searched(plan, stop)
    const by = stop.by()
    if (by !== undefined) {
      show({ report, plan, failures: [], unknown: [], endedBy: by.name }, values['json'] === true)
      return by.status
    }
    const found = asExpected(report, expected)
    const believed = plan.update ? updated(expected, found, plan) : expected
    if (plan.update) writeWhole(EXPECTED_FILE, writeExpected(believed))
    const { wrong, unknown } = compare(believed, found, plan)
    const failures = [...report.failures, ...vacuous(report), ...wrong]
    show({ report, plan, failures, unknown }, values['json'] === true)
    return failures.length === 0 ? 0 : 1
  },
}

const searched = async (plan: Plan, { signal, forget }: Stop): Promise<Report> => {
  const progress = progressOf([...plan.sweeps, ...plan.mutantSweeps])
  const log = plan.log === undefined ? undefined : logTo(plan.log, plan.sweeps)
  const setting = { ...progress, workers: plan.workers, outside: plan.outside, signal, log: log?.fileOf }
  try {
    return await runCheck({
      ...plan,
      known: { designs, mutants },
      searcher: workers(setting),
      signal,
      judged: progress.judged,
    })
  } catch (error) {
    throw asThrown(error, plan)
  } finally {
    progress.end()
    log?.join()
    forget()
  }
}

const show = (outcome: Outcome, json: boolean): void => {
  if (json) printJson(asJson(outcome))
  else tell(outcome)
}

const vacuous = ({ verdicts }: Report): string[] =>
  verdicts
    .filter(({ says }) => says === 'vacuous')
    .map(({ cell }) => `${cell.rule.id} ${cell.rule.name}, ${cell.design.id}: vacuous: its premise never fired`)
