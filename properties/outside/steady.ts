/**
 * Designs and rules from outside are functions of their arguments: they are asked twice before any search, and what was
 * found is run again before it is kept.
 */
import reference from '../../model/designs/releases/linux-6.12.ts'
import type { Design } from '../../model/kernel/design.ts'
import { Refused } from '../../model/problem.ts'
import { compile, type ScenarioFile } from '../../model/scenario/file.ts'
import { concerns } from '../../spec/judge.ts'
import { shared } from '../../spec/reuse/runs.ts'
import type { Rule } from '../../spec/rule.ts'
import { exhaust } from '../drivers/drivers.ts'
import { DISCREPANCIES } from '../search/sweep.ts'
import { shows, type Shrinking } from '../search/shrinking.ts'
import { Blamed } from './blame.ts'
import { UNSTEADY, differs } from './repeat.ts'
import { strictDesign } from './strict.ts'

/** How often what was found is run: one answer in two that is drawn is missed once in 500 times. */
const TIMES = 10

/**
 * Every scenario of a script that concerns one of the rules, twice under each design that is asked something of its own there; throws
 * Blamed. What the design throws is left to the search, which tells it.
 */
export const rehearse = (designs: readonly Design[], rules: readonly Rule[], script: readonly ScenarioFile[]): void => {
  for (const file of script) {
    const scenario = compile(file)
    if (!rules.some(concerns(scenario))) continue
    const runs = shared(scenario)
    exhaust((choose) => void runs.run(reference, choose), DISCREPANCIES)
    for (const design of designs) {
      if (runs.alike(design, reference)) continue
      const step = attempt(file, design, () => differs(strictDesign(design), file))
      if (step !== undefined) throw unsteady(file, `design ${design.id}, ${step}`)
    }
  }
}

const attempt = (file: ScenarioFile, { id }: Design, work: () => string | undefined): string | undefined => {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Refused)) return undefined
    throw new Blamed({ file, who: `design ${id}`, message: error.message, stack: '' })
  }
}

/** Throws Blamed where what was found is not found each time. */
export const confirm = (task: Shrinking, file: ScenarioFile): void => {
  const { design, rule } = task
  const step = differs(design, file, TIMES)
  if (step !== undefined) throw unsteady(file, `design ${design.id}, ${step}`)
  for (let time = 0; time < TIMES; time++)
    if (!shows(task, file)) throw unsteady(file, `design ${design.id}, or rule ${rule.id} ${rule.name}`)
}

const unsteady = (file: ScenarioFile, who: string): Blamed => new Blamed({ file, who, message: UNSTEADY, stack: '' })
