/**
 * What verdicts rest on besides: the scenario that gives a rule its teeth, and the one that shows what an
 * assumption is worth.
 */
import { existsSync } from 'node:fs'
import type { Design } from '../model/kernel/design.ts'
import { compile, type ScenarioFile } from '../model/scenario.ts'
import { brokenAssumptions, brokenInRun, run, watch } from '../spec/judge.ts'
import { scenarioOf } from '../spec/litmus.ts'
import { loadFolder, loadLitmus, relative } from '../spec/library.ts'
import type { Assumption, Rule } from '../spec/rule.ts'
import { exhaust } from './drivers.ts'
import { keep } from './keep.ts'
import { breaks, type Cell } from './search.ts'
import type { Shelf } from './show.ts'
import { shrink } from './shrink.ts'
import { size } from './size.ts'
import { during } from './thrown.ts'

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
    const bad = breaking.find((design) => during(scenario, () => breaks(rule, design, scenario)))
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
