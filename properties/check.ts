/**
 * The main job: search, keep what was found, and say what it means, cell by cell.
 */
import type { Design } from '../model/kernel/design.ts'
import { compile, type ScenarioFile } from '../model/scenario.ts'
import { brokenAssumptions, run, watch } from '../spec/judge.ts'
import { scenarioOf } from '../spec/litmus.ts'
import {
  COUNTEREXAMPLES_FOLDER,
  LITMUS_FOLDER,
  TRUST_FOLDER,
  loadFolder,
  relative,
  type Named,
} from '../spec/library.ts'
import type { Assumption, Rule } from '../spec/rule.ts'
import { exhaust } from './drivers.ts'
import { GENERATED } from './generate.ts'
import { keep } from './keep.ts'
import { small, tiny, wide } from './scope.ts'
import {
  breaks,
  newSearch,
  searchAll,
  searchAtRandom,
  type Cell,
  type Look,
  type Progress,
  type Search,
} from './search.ts'
import { shrink } from './shrink.ts'
import { size } from './size.ts'

export type Says = 'holds' | 'violated' | 'vacuous' | 'n/a'

export interface Verdict {
  readonly cell: Cell
  readonly says: Says
  /** Violated: the file that shows it, its size, and whether that is known to be the least. */
  readonly shown?: { readonly file: string; readonly size: number; readonly how: string }
}

/** One scenario on which one design breaks the rule and another keeps it, premise met. */
export interface Teeth {
  readonly rule: Rule
  readonly breaks: Design
  readonly keeps: Design
  readonly file: string
}

/** What a design that otherwise keeps the rule does where one assumption is not given. */
export interface Trust {
  readonly rule: Rule
  readonly assumption: Assumption
  readonly design: Design
  readonly file: string
}

export interface Report {
  readonly verdicts: readonly Verdict[]
  readonly mutants: readonly Verdict[]
  readonly teeth: readonly Teeth[]
  readonly trust: readonly Trust[]
  /** Why the check fails, whatever is expected: something that should have happened did not. */
  readonly failures: readonly string[]
}

export interface Options {
  readonly rules: readonly Rule[]
  readonly designs: readonly Design[]
  readonly mutants: readonly Design[]
  /** Random runs beyond the exhausted scope, and their seed. */
  readonly runs: number
  readonly seed: number
  readonly progress?: (what: string) => Progress
}

export const check = ({ rules, designs, mutants, runs, seed, progress }: Options): Report => {
  const search = newSearch(rules, designs)
  searchAll(search, small, progress?.('exhaustive, scope small'))
  searchAtRandom(search, wide, runs, seed, progress?.(`random, scope wide, seed ${seed}`))
  const toothless = newSearch(rules, mutants)
  searchAll(toothless, tiny, progress?.('mutants, exhaustive, scope tiny'))

  const litmus = loadFolder(LITMUS_FOLDER)
  const verdicts = search.cells.map((cell) => verdict(cell, litmus, designs))
  const ofMutants = toothless.cells
    .map((cell) => verdict(cell, litmus, designs))
    .filter(({ says }) => says === 'violated')
  const trust = rules.flatMap((rule) =>
    rule.assumptions.flatMap((assumption) => trusted(rule, assumption, verdicts, designs)),
  )
  const teeth = rules.flatMap((rule) => teethOf(rule, [...verdicts, ...ofMutants], designs, litmus))
  const failures = [...notHappened(search, designs), ...withoutTeeth(rules, teeth), ...withoutTrust(rules, trust)]
  return { verdicts, mutants: ofMutants, teeth, trust, failures }
}

const verdict = (cell: Cell, litmus: readonly Named[], designs: readonly Design[]): Verdict => {
  if (!cell.applies) return { cell, says: 'n/a' }
  const fired = cell.tallies.some((tally) => tally.fired > 0)
  const broken = cell.tallies.filter((tally) => tally.least !== undefined)
  // An `exists` rule asks for one witness; scenarios without one break it only if none is found.
  if (cell.rule.kind === 'exists' ? fired : broken.length === 0) return { cell, says: fired ? 'holds' : 'vacuous' }
  if (broken.length === 0) return { cell, says: 'vacuous' }
  return { cell, says: 'violated', shown: show(cell, litmus, designs) }
}

/** Where the least scenario of a violated cell is: a litmus test that is no larger, or a file of its own. */
const show = (cell: Cell, litmus: readonly Named[], designs: readonly Design[]): NonNullable<Verdict['shown']> => {
  const { rule, design, tallies } = cell
  const broken = tallies.filter((tally) => tally.least !== undefined)
  const first = broken.reduce((a, b) => (size(b.least!) < size(a.least!) ? b : a))
  const scenario = shrink(first.least!, (candidate) => breaks(rule, design, candidate))
  const exhausted = broken.find(({ look }) => look.driver === 'exhaustive')
  const how =
    exhausted !== undefined && size(exhausted.least!) === size(scenario)
      ? `least in scope ${exhausted.look.scope}`
      : `shrunk from ${tellLook(first.look)}`
  const known = litmus.find(
    ({ litmus: { file } }) => size(file) <= size(scenario) && breaks(rule, design, scenarioOf(file)),
  )
  if (known !== undefined) return { file: known.path, size: size(known.litmus.file), how: 'a litmus test' }
  const file = `${COUNTEREXAMPLES_FOLDER}/${rule.id}-${design.id}.yaml`
  return {
    file: relative(file),
    size: keep(file, { rule, design, scenario, by: tellLook(first.look), how }, designs),
    how,
  }
}

export const tellLook = ({ driver, scope, seed }: Look): string =>
  `${driver}, scope ${scope}${seed === undefined ? '' : `, seed ${seed}`}`

/** The last design in order that keeps the rule, and breaks it without `assumption`. */
const trusted = (
  rule: Rule,
  assumption: Assumption,
  verdicts: readonly Verdict[],
  designs: readonly Design[],
): Trust[] => {
  const candidates = verdicts.filter(
    ({ cell, says }) => cell.rule === rule && says === 'holds' && cell.without.has(assumption),
  )
  const cell = candidates.findLast(({ cell: { design } }) => design.order !== undefined)?.cell
  if (cell === undefined) return []
  const scenario = shrink(cell.without.get(assumption)!, (candidate) =>
    breaks(rule, cell.design, candidate, [assumption]),
  )
  const file = `${TRUST_FOLDER}/${assumption.id}.yaml`
  keep(file, { rule, design: cell.design, scenario, dropped: assumption, by: 'the search', how: 'shrunk' }, designs)
  return [{ rule, assumption, design: cell.design, file: relative(file) }]
}

/** The smallest saved scenario on which one design breaks the rule and a real one keeps it. */
const teethOf = (
  rule: Rule,
  verdicts: readonly Verdict[],
  designs: readonly Design[],
  litmus: readonly Named[],
): Teeth[] => {
  const breaking = verdicts
    .filter(({ cell, says }) => cell.rule === rule && says === 'violated')
    .map(({ cell }) => cell.design)
  const files = [...loadFolder(COUNTEREXAMPLES_FOLDER), ...litmus].toSorted(
    (a, b) => size(a.litmus.file) - size(b.litmus.file),
  )
  for (const {
    path,
    litmus: { file },
  } of files) {
    const scenario = scenarioOf(file)
    const bad = breaking.find((design) => breaks(rule, design, scenario))
    const good = designs.findLast((design) => design !== bad && keeps(rule, design, scenario))
    if (bad !== undefined && good !== undefined) return [{ rule, breaks: bad, keeps: good, file: path }]
  }
  return []
}

const keeps = (rule: Rule, design: Design, file: ScenarioFile): boolean => {
  const scenario = compile(file)
  if (brokenAssumptions(rule, scenario).length > 0) return false
  let fired = false
  let broken = false
  exhaust((choose) => {
    const seen = watch(rule, run(design, scenario, choose))
    fired ||= seen.fired
    broken ||= seen.broken !== undefined
  })
  return fired && !broken
}

/** A design that never mapped or moved a byte, an operation that nobody ran. */
const notHappened = ({ happened }: Search, designs: readonly Design[]): string[] => {
  const idle = designs.flatMap(({ id }) =>
    ['dma_map_sgtable: mapped', 'dma: transfer']
      .filter((what) => !happened.get(id)!.has(what))
      .map((what) => `design ${id}: never "${what}"`),
  )
  const all = [...happened.values()].flatMap((set) => [...set])
  const never = GENERATED.filter((kind) => !all.some((what) => what.startsWith(`${kind}:`) && !what.endsWith('n/a')))
  return [...idle, ...never.map((kind) => `operation ${kind}: never ran`)]
}

const withoutTeeth = (rules: readonly Rule[], teeth: readonly Teeth[]): string[] =>
  rules
    .filter((rule) => !teeth.some((row) => row.rule === rule))
    .map(({ id, name }) => `rule ${id} ${name}: no saved scenario on which one design breaks it and another keeps it`)

const withoutTrust = (rules: readonly Rule[], trust: readonly Trust[]): string[] =>
  rules.flatMap((rule) =>
    rule.assumptions
      .filter((assumption) => !trust.some((row) => row.rule === rule && row.assumption === assumption))
      .map(({ id }) => `assumption ${id} of ${rule.id}: dropping it alone breaks no design that keeps the rule`),
  )
