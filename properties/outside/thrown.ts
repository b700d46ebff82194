/**
 * What a design or a rule throws, told so that its author can mend it: on which scenario, in which step or rule,
 * and where in the author's file.
 */
import { compile, type ScenarioFile } from '../../model/scenario/file.ts'
import { step } from '../../model/step.ts'
import { boot } from '../../model/world.ts'
import type { Design } from '../../model/kernel/design.ts'
import { applies, brokenAssumptions, brokenInRun, run, watch } from '../../spec/judge.ts'
import { BadFile } from '../../spec/problem.ts'
import type { Rule } from '../../spec/rule.ts'
import { exhaust } from '../drivers/drivers.ts'

/** Something was thrown while `file` was looked at. */
export class Thrown extends Error {
  readonly file: ScenarioFile
  constructor(file: ScenarioFile, cause: unknown) {
    super('thrown while a scenario was looked at', { cause })
    this.file = file
  }
}

/** `work`; what it throws is said to be thrown on `file`. */
export const during = <T>(file: ScenarioFile, work: () => T): T => {
  try {
    return work()
  } catch (error) {
    throw error instanceof Thrown || error instanceof BadFile ? error : new Thrown(file, error)
  }
}

/** Which design or rule threw, and what, in plain data: a worker can send it. */
export interface Blame {
  readonly file: ScenarioFile
  /** `design mine, steps[1] (dma_map_sgtable)`; `rule M1, on design linux-4.20` */
  readonly who: string
  readonly message: string
  readonly stack: string
}

/** The `Thrown` in an error or among its causes: fast-check wraps what a property throws. */
export const thrownIn = (error: unknown): Thrown | undefined =>
  error instanceof Thrown ? error : error instanceof Error ? thrownIn(error.cause) : undefined

/** Runs the scenario again, piece by piece, to find the design or rule that throws. */
export const blame = ({ file, cause }: Thrown, rules: readonly Rule[], designs: readonly Design[]): Blame => {
  const suspects = [
    ...designs.map((design) => () => runBySteps(design, file)),
    ...rules.flatMap((rule) => designs.map((design) => () => watchAlone(rule, design, file))),
  ]
  for (const suspect of suspects) {
    const found = suspect()
    if (found !== undefined) return { file, who: found.who, ...plain(found.error) }
  }
  return { file, who: 'no design or rule, when the scenario was run again', ...plain(cause) }
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
  error instanceof Error
    ? { message: `${error.name}: ${error.message}`, stack: error.stack ?? '' }
    : { message: `threw ${String(error)}, which is no Error`, stack: '' }

/** The first line of a stack that is in one of the files, as `file:line:column`. */
export const frameIn = (stack: string, files: readonly string[]): string | undefined =>
  stack
    .split('\n')
    .map((line) => /(?:file:\/\/)?(\/[^\s()]+:\d+:\d+)\)?$/.exec(line)?.[1])
    .find((place) => place !== undefined && files.some((file) => place.startsWith(`${file}:`)))
