/**
 * Designs and rules from outside are functions of their arguments: they are asked twice before any search, and what was
 * found is run again before it is kept.
 */
import type { Design } from '../../model/kernel/design.ts'
import { Refused } from '../../model/problem.ts'
import type { ScenarioFile } from '../../model/scenario/file.ts'
import { shows, type Shrinking } from '../search/shrinking.ts'
import { Blamed } from './blame.ts'
import { UNSTEADY, differs } from './repeat.ts'
import { strictDesign } from './strict.ts'

/** How often what was found is run: one answer in two that is drawn is missed once in 500 times. */
const TIMES = 10

/** Every scenario of a script, twice; throws Blamed. What the design throws is left to the search, which tells it. */
export const rehearse = (design: Design, script: readonly ScenarioFile[]): void => {
  const strict = strictDesign(design)
  for (const file of script) {
    const step = attempt(file, design, () => differs(strict, file))
    if (step !== undefined) throw unsteady(file, `design ${design.id}, ${step}`)
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
