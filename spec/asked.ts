/**
 * A litmus test asked of designs: all runs of each, and what they answer. Designs that do alike are run once (reuse/).
 */
import type { Choose } from '../model/choose.ts'
import { lineOf } from '../model/designs/index.ts'
import type { Design } from '../model/kernel/design.ts'
import type { Operation } from '../model/operations/index.ts'
import { problem } from '../model/problem.ts'
import { holdsInRun } from './judge.ts'
import type { Litmus, Question, Result } from './litmus.ts'
import { BadFile } from './problem.ts'
import { isTrueOf } from './proposition.ts'
import { shared } from './reuse/runs.ts'
import type { Event } from './rule.ts'
import { rules } from './rules/index.ts'

/** Runs of one scenario under one design: mappings and transfers that are free multiply. */
const MOST_RUNS = 2 ** 12
/** Steps of all of them, and entries of lists beyond the first: a scenario of more than 8 has fewer runs. */
const MOST_STEPS = 2 ** 15

export const mostRuns = (operations: readonly Operation[]): number =>
  Math.min(MOST_RUNS, Math.floor(MOST_STEPS / Math.max(1, workOf(operations))))

/** An untrusted device's list has a range of IOVAs, and a choice, for each entry: such a run takes as long as one of many steps. */
const workOf = (operations: readonly Operation[]): number =>
  operations.reduce((sum, one) => sum + ('list' in one ? Math.max(1, one.list.length) : 1), 0)

/** What is asked of one litmus test. */
export interface Asked {
  /**
   * The answer for one design, over all that is left free: every run that meets what is assumed of runs, or does not
   * and the file says so in `dropped`.
   */
  readonly answer: (question: Question, design: Design) => Result
  /** Every run of a design, with what it came to; throws BadFile past {@link mostRuns}. */
  readonly everyRun: (design: Design, visit: (events: readonly Event[]) => boolean | void) => void
}

/** Calls its body for every sequence of choices, as long as that does not answer false. */
type EveryChoice = (body: (choose: Choose) => boolean | void) => unknown

/** @param everyChoice the exhaustive driver */
export const asked = (
  { file: { steps, dropped }, scenario, path = 'a scenario' }: Litmus,
  everyChoice: EveryChoice,
): Asked => {
  const runs = shared(scenario)
  const most = mostRuns(scenario.operations)
  const everyRun: Asked['everyRun'] = (design, visit) => {
    let count = 0
    everyChoice((choose) => {
      if (++count > most) {
        const found = `${steps.length} steps that ${design.id} can take in more than ${most} ways`
        throw new BadFile(path, [problem('steps', found, 'fewer mappings, entries and transfers')])
      }
      return visit(runs.run(design, choose).events())
    })
  }
  const answer: Asked['answer'] = ({ exists }, design) => {
    let [yes, all] = [0, 0]
    everyRun(design, (events) => {
      if (!isAssumed(events, dropped)) return
      all++
      if (isTrueOf(exists, { design, scenario, events })) yes++
    })
    return yes === 0 ? 'Never' : yes === all ? 'Always' : 'Sometimes'
  }
  return { answer, everyRun }
}

/** Whether no choice has spoiled the run, but for those assumptions that are dropped. */
export const isAssumed = (events: readonly Event[], dropped: readonly string[] = []): boolean =>
  rules.every(({ assumptions }) =>
    assumptions.every((one) => one.isChoice !== true || dropped.includes(one.id) || holdsInRun(one, events)),
  )

/** What the file expects of a design: what it says of it, or of the nearest design that it is made of. */
export const expectedOf = ({ result, except = {} }: Question, design: Design): Result => {
  const named = lineOf(design).find((id) => Object.hasOwn(except, id))
  return named === undefined ? result : except[named]
}
