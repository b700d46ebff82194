/** `p2pspec check`: search every rule against every design, print the matrix, keep what was found. */
import { designs, mutants } from '../../model/designs/index.ts'
import { check as runCheck } from '../../properties/check/check.ts'
import type { Report } from '../../properties/check/report.ts'
import { workers } from '../../properties/workers/workers.ts'
import { EXPECTED_FILE, readExpected, writeExpected } from '../../spec/files/expected.ts'
import { loadFolder } from '../../spec/files/library.ts'
import { NotWritten } from '../../spec/files/place.ts'
import { writeWhole } from '../../spec/files/write.ts'
import { asExpected, compare, updated } from '../check/expected.ts'
import { asJson } from '../check/json.ts'
import { logTo } from '../check/log.ts'
import { notMetIn } from '../check/not-met.ts'
import { inputsOf, tryOutputs } from '../check/outputs.ts'
import { OPTIONS, planOf, type Plan } from '../check/plan.ts'
import { progressOf } from '../check/progress.ts'
import { stopOnSignal, type Stop } from '../check/stop.ts'
import { tell, type Outcome } from '../check/tell.ts'
import { asThrown } from '../thrown.ts'
import { printJson, type Command, type Values } from '../command.ts'

export const check: Command = {
  takes: '',
  summary:
    'checks every design against every rule and prints the verdict matrix; a NAME may be the path of your own module',
  options: OPTIONS,
  run: async (_, values) => {
    const plan = await planOf(values)
    // Before the search: a file that cannot be read or written is no reason to have searched in vain.
    const expected = readExpected()
    tryOutputs(plan)
    const before = new Set([plan.folder, plan.outsideFolder].flatMap(loadFolder).map(({ path }) => path))
    const stop = stopOnSignal()
    const { report, unwritten } = await searched(plan, stop)
    const by = stop.by()
    if (by !== undefined) {
      show({ report, plan, failures: [], tooSmall: [], unknown: [], unwritten, before, endedBy: by.name }, values)
      return unwritten.length === 0 ? by.status : 2
    }
    const found = asExpected(report, expected)
    const believed = plan.update ? updated(expected, found, plan) : expected
    if (plan.update) unwritten.push(...unless(() => writeWhole('--update', EXPECTED_FILE, writeExpected(believed))))
    const { wrong, unknown, missed } = compare(believed, found, plan)
    const notMet = notMetIn(report, plan)
    const failures = [...report.failures, ...notMet.failures, ...wrong]
    const tooSmall = [...notMet.tooSmall, ...missed]
    show({ report, plan, failures, tooSmall, unknown, unwritten, before }, values)
    return unwritten.length > 0 ? 2 : failures.length === 0 ? 0 : 1
  },
}

/** The report, and why some of it could not be written: what is known is told all the same. */
interface Searched {
  readonly report: Report
  readonly unwritten: string[]
}

const searched = async (plan: Plan, { signal, forget }: Stop): Promise<Searched> => {
  const progress = progressOf([...plan.sweeps, ...plan.mutantSweeps])
  const log = plan.log === undefined ? undefined : logTo(plan.log, inputsOf(plan), plan.sweeps)
  const { workers: count, outside } = plan
  const setting = { ...progress, workers: count, outside, signal, log: log?.fileOf, unlogged: log?.failed }
  const unwritten: string[] = []
  try {
    const report = await runCheck({
      ...plan,
      known: { designs, mutants },
      searcher: workers(setting),
      signal,
      judged: progress.judged,
    })
    unwritten.push(...report.unkept)
    return { report, unwritten }
  } catch (error) {
    throw asThrown(error, plan)
  } finally {
    progress.end()
    unwritten.push(...unless(() => log?.join()))
    forget()
  }
}

/** Why the work could not be done: nothing, if it was. */
const unless = (write: () => void): string[] => {
  try {
    write()
    return []
  } catch (error) {
    if (error instanceof NotWritten) return [error.message]
    throw error
  }
}

/** Files that were not written, one line each; the rest are counted. */
const MOST_TOLD = 3

const show = (outcome: Outcome, values: Values): void => {
  if (values['json'] === true) printJson('check', asJson(outcome))
  else tell(outcome, values['verbose'] === true)
  const { unwritten } = outcome
  for (const why of unwritten.slice(0, MOST_TOLD)) process.stderr.write(`p2pspec: ${why}\n`)
  if (unwritten.length > MOST_TOLD) process.stderr.write(`p2pspec: and ${unwritten.length - MOST_TOLD} more files\n`)
}
