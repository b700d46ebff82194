/**
 * What one scenario comes to: run on every design, watched by every rule, over every way to resolve the freedoms.
 */
import type { Design } from '../../model/kernel/design.ts'
import type { Scenario, ScenarioFile } from '../../model/scenario/file.ts'
import type { Operation, StepFile } from '../../model/operations/index.ts'
import { spokenIn } from '../../model/operations/steps.ts'
import type { Outcome } from '../../model/outcome.ts'
import { apart, shared, type Runs } from '../../spec/reuse/runs.ts'
import { concerns } from '../../spec/judge.ts'
import type { Assumption, Event, Rule } from '../../spec/rule.ts'
import { exhaust } from '../drivers/drivers.ts'
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
    if (asking === undefined) askings.push((asking = askingOf(rows, unmetOf, scenario)))
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

/** The rules of some rows, and of those the ones to which the scenario leaves anything to say. */
interface Asking {
  readonly all: readonly Rule[]
  readonly open: readonly Rule[]
  /** Of each that is open: its row, and the assumptions that the scenario does not meet. */
  readonly row: readonly number[]
  readonly unmet: readonly (readonly Assumption[])[]
  /** The scenario concerns none of them, and need not be run. */
  readonly isIdle: boolean
}

const askingOf = (rows: readonly Row[], unmetOf: (rule: Rule) => readonly Assumption[], scenario: Scenario): Asking => {
  const all = rows.map(({ rule }) => rule)
  const concerned = all.map(concerns(scenario))
  const isIdle = !concerned.includes(true)
  const row = all.flatMap((rule, i) => (!concerned[i] || unmetOf(rule).length > 1 ? [] : [i]))
  const open = row.map((i) => all[i])
  return { all, open, row, unmet: open.map(unmetOf), isIdle }
}

const asksThese = ({ all }: Asking, rows: readonly Row[]): boolean =>
  all.length === rows.length && all.every((rule, i) => rule === rows[i].rule)

/** All runs of one design on the scenario. */
interface AllRuns {
  readonly design: Design
  readonly asking: Asking
  /** By row. */
  readonly found: readonly Observed[]
  readonly happened: Happened
  readonly first: readonly Event[] | undefined
}

const allRuns = (runs: Runs, design: Design, asking: Asking, discrepancies: number): AllRuns => {
  const { all, open, row, unmet } = asking
  const found = all.map((): Observed => ({ fired: false, broken: undefined, without: undefined }))
  const happened: Happened = new Map()
  let first: readonly Event[] | undefined
  exhaust((choose) => {
    const run = runs.run(design, choose)
    const events = run.events()
    first ??= events
    for (const { operation, outcome } of events) noteHappened(happened, operation.kind, outcome)
    for (const { index, fired, broken, unmet: inRun } of run.saw(open))
      note(found[row[index]], fired, broken?.step, [...unmet[index], ...inRun])
  }, discrepancies)
  return { design, asking, found, happened, first }
}

/** What a rule saw over every way to resolve a design's freedoms in one scenario. */
interface Observed {
  fired: boolean
  /** The first step that broke it, whichever way took least. */
  broken: number | undefined
  without: Assumption | undefined
}

const note = (found: Observed, fired: boolean, broken: number | undefined, unmet: readonly Assumption[]): void => {
  if (unmet.length === 0) {
    found.fired ||= fired
    if (broken !== undefined) found.broken = Math.min(broken, found.broken ?? broken)
  } else if (unmet.length === 1 && broken !== undefined) found.without ??= unmet[0]
}

const count = (seen: Seen, { fired, broken, without }: Observed, file: ScenarioFile): void => {
  if (fired) seen.fired++
  if (broken !== undefined) {
    seen.broken++
    seen.least = lesser(seen.least, file, broken + 1)
  }
  if (without !== undefined) seen.without[without.id] = lesser(seen.without[without.id], file)
}

/** The assumptions of each rule that the scenario does not meet, each looked at once. */
const unmetIn = (scenario: Scenario): ((rule: Rule) => readonly Assumption[]) => {
  const fails = new Map<Assumption, boolean>()
  const unmet = new Map<Rule, readonly Assumption[]>()
  const isUnmet = (assumption: Assumption): boolean => {
    if (assumption.holds === undefined) return false
    const known = fails.get(assumption)
    if (known !== undefined) return known
    const failed = !assumption.holds(scenario)
    fails.set(assumption, failed)
    return failed
  }
  return (rule) => {
    const known = unmet.get(rule)
    if (known !== undefined) return known
    const found = rule.assumptions.filter(isUnmet)
    unmet.set(rule, found)
    return found
  }
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

/** By operation, what became of it, when we ask whether that ever happened. */
export type Happened = Map<Operation['kind'], Set<string>>

/** As `operation: what`. */
export const tellHappened = (happened: Happened): Set<string> =>
  new Set([...happened].flatMap(([operation, whats]) => [...whats].map((what) => `${operation}: ${what}`)))

const noteHappened = (happened: Happened, operation: Operation['kind'], outcome: Outcome): void => {
  const what = outcome.kind === 'mapped' && outcome.rc !== 0 ? 'refused' : outcome.kind
  const known = happened.get(operation)
  if (known === undefined) happened.set(operation, new Set([what]))
  else known.add(what)
}

const addHappened = (happened: Happened, more: Happened): void => {
  for (const [operation, whats] of more) {
    const known = happened.get(operation)
    if (known === undefined) happened.set(operation, new Set(whats))
    else for (const what of whats) known.add(what)
  }
}
