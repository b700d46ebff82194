/**
 * What a verdict rests on: the file that shows a violation, the scenario that gives a rule its teeth, and
 * the one that shows what an assumption is worth.
 */
import { existsSync } from 'node:fs'
import type { Design } from '../model/kernel/design.ts'
import { compile, type ScenarioFile } from '../model/scenario.ts'
import { brokenAssumptions, brokenInRun, run, watch } from '../spec/judge.ts'
import { scenarioOf } from '../spec/litmus.ts'
import { loadFolder, loadLitmus, relative, type Named } from '../spec/library.ts'
import type { Assumption, Rule } from '../spec/rule.ts'
import { exhaust } from './drivers.ts'
import { keep } from './keep.ts'
import { breaks, type Cell, type Tally } from './search.ts'
import { shrink } from './shrink.ts'
import { size } from './size.ts'

/** What there is to compare with, and where to keep what is found. */
export interface Shelf {
  readonly designs: readonly Design[]
  readonly mutants: readonly Design[]
  readonly litmus: readonly Named[]
  /** What was already found to show a rule broken, in this check. */
  readonly shown: Named[]
  /** The folder of counterexamples. */
  readonly folder: string
}

/** The file that shows a violation, its size, and whether that is known to be the least. */
export interface Shown {
  readonly file: string
  readonly size: number
  readonly how: string
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

/** `exhaustive, scope small`; `random, scope wide, seeds 7 to 10`; `script, spec/litmus` */
export const tellLook = ({ driver, scope, seeds = [] }: Tally): string => {
  const range =
    seeds.length > 1 ? `, seeds ${seeds[0]} to ${seeds.at(-1)}` : seeds.map((seed) => `, seed ${seed}`).join('')
  return driver === 'script' ? `script, ${scope}` : `${driver}, scope ${scope}${range}`
}

/**
 * Where the least scenario of a violated cell is: a litmus test that is no larger, what shows it of another design,
 * or a file of its own. Of a design that another one mends it is a scenario that the other keeps.
 */
export const show = (cell: Cell, { designs, litmus, shown, folder }: Shelf): Shown => {
  const { rule, design, tallies, own } = cell
  const mended = own === undefined ? undefined : designs.find(({ id }) => id === design.mendedBy)
  const isShown = (candidate: ScenarioFile): boolean =>
    breaks(rule, design, candidate) && (mended === undefined || !breaks(rule, mended, candidate))
  const broken = tallies.filter((tally) => tally.least !== undefined)
  const first = broken.reduce((a, b) => (size(b.least!) < size(a.least!) ? b : a))
  const scenario = shrink(own ?? first.least!, isShown)
  const exhausted = broken.find(({ driver, least }) => driver === 'exhaustive' && size(least!) === size(scenario))
  const how = exhausted === undefined ? `shrunk from ${tellLook(first)}` : `least in scope ${exhausted.scope}`
  const serves = ({ litmus: { file } }: Named): boolean => size(file) <= size(scenario) && isShown(scenarioOf(file))
  const test = litmus.find(serves)
  if (test !== undefined) return { file: test.path, size: size(test.litmus.file), how: 'a litmus test' }
  const sibling = shown.find((known) => known.litmus.file.found?.['rule'] === rule.id && serves(known))
  if (sibling !== undefined) {
    const by = `shown by that of ${String(sibling.litmus.file.found!['design'])}`
    return { file: sibling.path, size: size(sibling.litmus.file), how: by }
  }
  const file = `${folder}/${rule.id}-${design.id}.yaml`
  const kept = keep(file, { rule, design, scenario, by: tellLook(first), how }, designs)
  shown.push({ path: relative(file), litmus: loadLitmus(file) })
  return { file: relative(file), size: kept, how }
}

/** The last design in order that keeps the rule, and breaks it without `assumption`. */
export const trusted = (
  rule: Rule,
  assumption: Assumption,
  keepers: readonly Cell[],
  { designs, folder }: Shelf,
): Trust[] => {
  const witnesses = keepers.filter(({ without }) => without.has(assumption))
  // A real design says more about what is taken on trust than a mutant.
  const cell = witnesses.findLast(({ design }) => design.order !== undefined) ?? witnesses.at(-1)
  const file = `${folder}/trust/${rule.id}-${assumption.id}.yaml`
  if (cell === undefined) return savedTrust(assumption, keepers, file)
  const { design } = cell
  const broken = (candidate: ScenarioFile): boolean => breaks(rule, design, candidate, [assumption])
  const scenario = shrink(cell.without.get(assumption)!, broken)
  keep(file, { rule, design, scenario, dropped: assumption, by: 'the search', how: 'shrunk' }, designs)
  return [{ rule, assumption, design, file: relative(file) }]
}

/** A short search may not meet it again: then what was saved still shows it, or nothing does. */
const savedTrust = (assumption: Assumption, keepers: readonly Cell[], file: string): Trust[] => {
  if (!existsSync(file)) return []
  const saved = scenarioOf(loadLitmus(file).file)
  const cell = keepers.findLast(({ rule, design }) => breaks(rule, design, saved, [assumption]))
  return cell === undefined ? [] : [{ rule: cell.rule, assumption, design: cell.design, file: relative(file) }]
}

/** The smallest saved scenario on which one design breaks the rule and another, a real one if there is, keeps it. */
export const teethOf = (
  rule: Rule,
  breaking: readonly Design[],
  { designs, mutants, litmus, folder }: Shelf,
): Teeth[] => {
  const files = [...loadFolder(folder), ...litmus].toSorted((a, b) => size(a.litmus.file) - size(b.litmus.file))
  for (const { path, litmus: saved } of files) {
    const scenario = scenarioOf(saved.file)
    const bad = breaking.find((design) => breaks(rule, design, scenario))
    const good = [...mutants, ...designs].findLast((design) => design !== bad && keeps(rule, design, scenario))
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
    const events = run(design, scenario, choose)
    const seen = watch(rule, events, design, scenario)
    if (brokenInRun(rule, events).length > 0) return
    fired ||= seen.fired
    broken ||= seen.broken !== undefined
  })
  return fired && !broken
}
