/**
 * What one scenario comes to: run on every design, watched by every rule, over every way to resolve the freedoms.
 */
import type { Design } from '../../model/kernel/design.ts'
import type { Scenario, ScenarioFile } from '../../model/scenario/file.ts'
import type { StepFile } from '../../model/operations/index.ts'
import { spokenIn } from '../../model/operations/steps.ts'
import { apart, shared } from '../../spec/reuse/runs.ts'
import type { Event, Rule } from '../../spec/rule.ts'
import { allRuns, askingOf, unmetIn, type AllRuns, type Asking, type Observed } from './all-runs.ts'
import { addHappened, type Happened } from './happened.ts'
import type { Seen } from './seen.ts'
import { size, sizeUpTo } from '../shrink/size.ts'

/** The design that all others are compared with, and that mutants are made of. */
export const REFERENCE = 'linux-6.12'

/** A row of the sweep under way. */
export interface Row {
  readonly rule: Rule
  readonly seen: Seen
}

/** What one scenario came to; cells as `DESIGN RULE`. */
export interface Case {
  /** A run of the reference, if it was asked. */
  readonly reference: readonly Event[] | undefined
  readonly file: ScenarioFile
  readonly broken: ReadonlySet<string>
  /** Those whose premise was met. */
  readonly fired: () => readonly string[]
}

/** What a sweep watches, and how much of what is free. */
export interface Watching {
  readonly byDesign: ReadonlyMap<Design, readonly Row[]>
  /** By design. */
  readonly happened: Readonly<Record<string, Happened>>
  /** As in {@link exhaust}. */
  readonly discrepancies: number
  /** Whether designs share what they have in common; nothing but time depends on it. */
  readonly reuse: boolean
}

export const visit = (
  { byDesign, happened, discrepancies, reuse }: Watching,
  file: ScenarioFile,
  scenario: Scenario,
): Case => {
  const unmetOf = unmetIn(scenario)
  const breaking = new Set<string>()
  const came: { readonly seen: Seen; readonly found: Observed }[] = []
  let reference: readonly Event[] | undefined
  const runs = (reuse ? shared : apart)(scenario)
  const askings: Asking[] = []
  const had: AllRuns[] = []
  for (const [design, rows] of byDesign) {
    let asking = askings.find((one) => asksThese(one, rows))
    if (asking === undefined) askings.push((asking = askingOf(rulesOf(rows), unmetOf, scenario)))
    if (asking.isIdle) continue
    let all = had.find((one) => one.asking === asking && runs.alike(design, one.design))
    if (all === undefined) had.push((all = allRuns(runs, design, asking, discrepancies)))
    if (design.id === REFERENCE) reference = all.first
    addHappened(happened[design.id], all.happened)
    for (const [i, { seen }] of rows.entries()) {
      const found = all.found[i]
      count(seen, found, file)
      came.push({ seen, found })
      if (found.broken !== undefined) breaking.add(`${design.id} ${seen.rule}`)
    }
  }
  for (const [{ mendedBy }, rows] of byDesign)
    if (mendedBy !== undefined)
      for (const { seen } of rows)
        if (breaking.has(`${seen.design} ${seen.rule}`) && !breaking.has(`${mendedBy} ${seen.rule}`))
          seen.own = lesser(seen.own, file)
  const fired = (): string[] => came.flatMap(({ seen, found }) => (found.fired ? [`${seen.design} ${seen.rule}`] : []))
  return { file, broken: breaking, fired, reference }
}

const rulesOf = (rows: readonly Row[]): Rule[] => rows.map(({ rule }) => rule)

const asksThese = ({ all }: Asking, rows: readonly Row[]): boolean =>
  all.length === rows.length && all.every((rule, i) => rule === rows[i].rule)

/** Adds what one scenario came to. */
export const count = (seen: Seen, { fired, broken, without }: Observed, file: ScenarioFile): void => {
  if (fired) seen.fired++
  if (broken !== undefined) {
    seen.broken++
    seen.least = lesser(seen.least, file, broken + 1)
  }
  if (without !== undefined) seen.without[without.id] = lesser(seen.without[without.id], file)
}

/**
 * The smaller of two; of `file` its first `steps`. What a rule saw by then it sees in them, so that the least of a scope
 * is the least of all its scenarios and of all that they begin with.
 */
export const lesser = (
  known: ScenarioFile | undefined,
  file: ScenarioFile,
  steps = file.steps.length,
): ScenarioFile => {
  const end = endOfBlock(file.steps, steps)
  if (known !== undefined && sizeUpTo(file, end) >= size(known)) return known
  return end === file.steps.length ? file : { ...file, steps: file.steps.slice(0, end) }
}

/** Steps beside each other go together: what one of them shows, all of them are needed for. */
const endOfBlock = (steps: readonly StepFile[], count: number): number =>
  count > 0 && count < steps.length && namesActor(steps[count - 1]) && namesActor(steps[count])
    ? endOfBlock(steps, count + 1)
    : count

const namesActor = (step: StepFile): boolean => spokenIn(step).some(({ name }) => name === 'actor')
