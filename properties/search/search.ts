/**
 * The search: every rule against every design over many sweeps, one cell each.
 */
import type { Design } from '../../model/kernel/design.ts'
import { compile, type Scenario, type ScenarioFile } from '../../model/scenario/file.ts'
import { applies, brokenAssumptions, brokenInRun, concerns, run, watch } from '../../spec/judge.ts'
import type { Assumption, Rule } from '../../spec/rule.ts'
import { exhaust } from '../drivers/drivers.ts'
import { sumKinds, type Kinds } from './kinds.ts'
import type { Sweep, SweepResult } from './sweep.ts'
import { lesser } from './visit.ts'

/** What sweeps of one kind saw of one cell. */
export interface Tally {
  readonly driver: Sweep['driver']
  readonly scope: string
  readonly runs: number
  /** Random only: runs that differ from every other, and the seeds. */
  readonly distinct?: number
  readonly seeds?: readonly number[]
  readonly fired: number
  readonly broken: number
  readonly least: ScenarioFile | undefined
}

export interface Cell {
  readonly rule: Rule
  readonly design: Design
  readonly applies: boolean
  readonly tallies: readonly Tally[]
  /** The least scenario that breaks it and that the design which mends this one keeps. */
  readonly own: ScenarioFile | undefined
  /** For each assumption, the least scenario that breaks the rule and meets every assumption but that one. */
  readonly without: ReadonlyMap<Assumption, ScenarioFile>
}

export interface Search {
  readonly cells: readonly Cell[]
  /** `operation: outcome` that occurred, by design: nothing passes by not happening. */
  readonly happened: ReadonlyMap<string, ReadonlySet<string>>
  /** What kinds of case the random sweeps drew. */
  readonly kinds: Kinds
}

/** What the sweeps come to. The order of `results` says which of two scenarios of one size is kept. */
export const gather = (rules: readonly Rule[], designs: readonly Design[], results: readonly SweepResult[]): Search => {
  const kinds = [...new Set(results.map(kindOf))].map((kind) => results.filter((one) => kindOf(one) === kind))
  return {
    cells: rules.flatMap((rule) => designs.map((design) => cellOf(rule, design, kinds))),
    kinds: sumKinds(results.map(({ kinds }) => kinds)),
    happened: new Map(
      designs.map(({ id }) => [id, new Set(results.flatMap(({ happened }) => [...(happened[id] ?? [])]))]),
    ),
  }
}

const kindOf = ({ sweep }: SweepResult): string => `${sweep.driver} ${sweep.scope}`

const cellOf = (rule: Rule, design: Design, kinds: readonly (readonly SweepResult[])[]): Cell => {
  const without = new Map<Assumption, ScenarioFile>()
  let own: ScenarioFile | undefined
  const tallies = kinds.flatMap((results) => {
    const seen = results.flatMap(({ cells }) => cells.filter((c) => c.rule === rule.id && c.design === design.id))
    if (seen.length === 0) return []
    for (const one of seen) if (one.own !== undefined) own = lesser(own, one.own)
    for (const assumption of rule.assumptions)
      for (const { without: files } of seen)
        if (files[assumption.id] !== undefined)
          without.set(assumption, lesser(without.get(assumption), files[assumption.id]))
    return [{ ...sweptOver(results), ...summed(seen) }]
  })
  return { rule, design, applies: applies(rule, design), tallies, own, without }
}

const sweptOver = (
  results: readonly SweepResult[],
): Pick<Tally, 'driver' | 'scope' | 'runs' | 'distinct' | 'seeds'> => {
  const [{ sweep }] = results
  const runs = results.reduce((sum, one) => sum + one.runs, 0)
  const { driver, scope } = sweep
  if (driver !== 'random') return { driver, scope, runs }
  const distinct = new Set(results.flatMap(({ drawn }) => [...drawn])).size
  return { driver, scope, runs, distinct, seeds: results.map((one) => one.sweep.seed!) }
}

const summed = (seen: SweepResult['cells']): Pick<Tally, 'fired' | 'broken' | 'least'> => ({
  fired: seen.reduce((sum, { fired }) => sum + fired, 0),
  broken: seen.reduce((sum, { broken }) => sum + broken, 0),
  least: seen.reduce<ScenarioFile | undefined>(
    (least, one) => (one.least === undefined ? least : lesser(least, one.least)),
    undefined,
  ),
})

/** Whether `file` breaks `rule` under `design`, in a run that meets all its assumptions but those in `dropped`. */
export const breaks = (rule: Rule, design: Design, file: ScenarioFile, dropped: readonly Assumption[] = []): boolean =>
  brokenBy(design, [rule], compile(file), dropped).length > 0

/**
 * Which of the rules the design breaks in the scenario, in a run that meets all assumptions but those in `dropped`.
 *
 * @param discrepancies as in {@link exhaust}
 */
export const brokenBy = (
  design: Design,
  rules: readonly Rule[],
  scenario: Scenario,
  dropped: readonly Assumption[] = [],
  discrepancies = Infinity,
): Rule[] => {
  const open = new Map(
    rules
      .filter(concerns(scenario))
      .map((rule) => [rule, brokenAssumptions(rule, scenario)] as const)
      .filter(([, unmet]) => unmet.every((assumption) => dropped.includes(assumption))),
  )
  const broken: Rule[] = []
  if (open.size === 0) return broken
  exhaust((choose) => {
    const events = run(design, scenario, choose)
    for (const [rule, unmet] of open) {
      if (watch(rule, events, design, scenario).broken === undefined) continue
      const all = [...unmet, ...brokenInRun(rule, events)]
      if (all.length !== dropped.length || !dropped.every((assumption) => all.includes(assumption))) continue
      broken.push(rule)
      open.delete(rule)
    }
    return open.size > 0
  }, discrepancies)
  return broken
}
