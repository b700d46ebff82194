/**
 * Whether a design answers the same when it is asked the same: what is found of one that does not means nothing.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Design } from '../../model/kernel/design.ts'
import { compile, type ScenarioFile } from '../../model/scenario/file.ts'
import { run } from '../../spec/judge.ts'
import type { Event } from '../../spec/rule.ts'
import { exhaust } from '../drivers/drivers.ts'
import { DISCREPANCIES } from '../search/sweep.ts'

const ACCEPTED =
  'accepted: answers that follow from the arguments alone (no Math.random, no clock, nothing remembered but in the state that is handed on)'

/** What is said of one that does not. */
export const UNSTEADY = `found another answer when it was asked the same again; ${ACCEPTED}`

/** From here on, whoever draws in this process is told so, however seldom he does; our own choices are all seeded. */
export const forbidChance = (): void => {
  Math.random = () => {
    throw new Error(`found Math.random(); ${ACCEPTED}`)
  }
}

/** Runs on one scenario that are kept to be compared: one free answer in a long list is as good as a thousand. */
const MOST_RUNS = 200

/** The first step that came to something else when all was run again; undefined: it is the same. */
export const differs = (design: Design, file: ScenarioFile, times = 2): string | undefined => {
  const scenario = compile(file)
  const all = (): (readonly Event[])[] => {
    const runs: (readonly Event[])[] = []
    const anew = askedAnew(design)
    exhaust((choose) => {
      runs.push(run(anew, scenario, choose))
      return runs.length < MOST_RUNS
    }, DISCREPANCIES)
    return runs
  }
  const first = all()
  for (let time = 1; time < times; time++) {
    const again = all()
    for (const [i, events] of first.entries())
      for (const [j, event] of events.entries())
        if (!isDeepStrictEqual(cameTo(event), cameTo(again[i]?.[j]))) return `steps[${j}] (${event.operation.kind})`
    if (again.length > first.length) return 'what is left free'
  }
  return undefined
}

/** What the schedules of a block come to is kept by the memory they were asked of (model/schedule/run.ts): this is another one. */
const askedAnew = (design: Design): Design =>
  design.memory === undefined ? design : { ...design, memory: { ...design.memory } }

/** What can be compared of it: a function by what it answers for each function of the machine. */
const cameTo = (event: Event | undefined): unknown => {
  if (event === undefined) return undefined
  const { outcome, after } = event
  if (outcome.kind !== 'transfer' || outcome.group === undefined) return [outcome, after]
  const { group, ...rest } = outcome
  return [rest, after.hw.machine.name.map((_, f) => group(f)), after]
}
