/**
 * What a design or a rule did wrong, told so that its author can mend it: on which scenario, in which step or rule,
 * and where in the author's file.
 */
import { Refused } from '../../model/problem.ts'
import { compile, type ScenarioFile } from '../../model/scenario/file.ts'
import { step } from '../../model/step.ts'
import { boot } from '../../model/world.ts'
import type { Design } from '../../model/kernel/design.ts'
import { applies, brokenAssumptions, brokenInRun, run, watch } from '../../spec/judge.ts'
import type { Rule } from '../../spec/rule.ts'
import { exhaust } from '../drivers/drivers.ts'
import { UNSTEADY, differs } from './repeat.ts'
import type { Thrown } from './thrown.ts'

/** Which design or rule threw, and what, in plain data: a worker can send it. */
export interface Blame {
  readonly file: ScenarioFile
  /** Where it was read from, if it was. */
  readonly path?: string | undefined
  /** `design mine, steps[1] (dma_map_sgtable)`; `rule M1, on design linux-4.20` */
  readonly who: string
  readonly message: string
  readonly stack: string
}

/** The same as an error. */
export class Blamed extends Error {
  readonly blame: Blame
  constructor(blame: Blame) {
    super(`${blame.who}: ${blame.message}`)
    this.blame = blame
  }
}

/** Runs the scenario again, piece by piece, to find the design or rule that throws. */
export const blame = ({ file, path, cause }: Thrown, rules: readonly Rule[], designs: readonly Design[]): Blame => {
  const suspects = [
    ...designs.map((design) => () => runBySteps(design, file)),
    ...rules.flatMap((rule) => designs.map((design) => () => watchAlone(rule, design, file))),
  ]
  for (const suspect of suspects) {
    const found = suspect()
    if (found !== undefined) return { file, path, who: found.who, ...plain(found.error) }
  }
  const unsteady = designs.find((design) => differs(design, file) !== undefined)
  if (unsteady !== undefined) return { file, path, who: `design ${unsteady.id}`, message: UNSTEADY, stack: '' }
  return { file, path, who: 'no design or rule, when the scenario was run again', ...plain(cause) }
}

interface Suspect {
  readonly who: string
  readonly error: unknown
}

const runBySteps = (design: Design, file: ScenarioFile): Suspect | undefined => {
  const { machine, operations } = compile(file)
  let who = `design ${design.id}`
  return caught(
    () => who,
    () =>
      exhaust((choose) => {
        let world = boot(design, machine)
        for (const [index, operation] of operations.entries()) {
          who = `design ${design.id}, steps[${index}] (${operation.kind})`
          world = step(design, world, index, operation, choose).world
        }
      }),
  )
}

const watchAlone = (rule: Rule, design: Design, file: ScenarioFile): Suspect | undefined =>
  caught(
    () => `rule ${rule.id} ${rule.name}, on design ${design.id}`,
    () => {
      if (!applies(rule, design)) return
      const scenario = compile(file)
      brokenAssumptions(rule, scenario)
      exhaust((choose) => {
        const events = run(design, scenario, choose)
        watch(rule, events, design, scenario)
        brokenInRun(rule, events)
      })
    },
  )

const caught = (who: () => string, work: () => void): Suspect | undefined => {
  try {
    work()
    return undefined
  } catch (error) {
    return { who: who(), error }
  }
}

const plain = (error: unknown): Pick<Blame, 'message' | 'stack'> =>
  error instanceof Refused
    ? { message: error.message, stack: '' }
    : error instanceof Error
      ? { message: `${error.name}: ${error.message}`, stack: error.stack ?? '' }
      : { message: `threw ${String(error)}, which is no Error`, stack: '' }
