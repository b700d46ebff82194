/**
 * What verdicts rest on besides: for each rule a scenario that one design breaks and another keeps, and for each
 * assumption one that shows what it is worth.
 */
import { existsSync } from 'node:fs'
import { mutants } from '../../model/designs/index.ts'
import type { Design } from '../../model/kernel/design.ts'
import { scenarioOf } from '../../spec/litmus.ts'
import { loadLitmus, relative, type Named } from '../../spec/files/library.ts'
import { NotWritten } from '../../spec/files/place.ts'
import type { Assumption, Rule } from '../../spec/rule.ts'
import { keep } from './keep.ts'
import { breaks, type Cell } from '../search/search.ts'
import { shrunkOn, type Archive } from './show.ts'
import type { Shrinking } from '../search/shrinking.ts'

/** One scenario on which one design breaks the rule and another keeps it, premise met. */
export interface Contrast {
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

/** The last design in order that keeps the rule, and breaks it without `assumption`; none: no sweep met one. */
export const trustOf = (
  rule: Rule,
  assumption: Assumption,
  keepers: readonly Cell[],
): (Shrinking & { readonly dropped: Assumption }) | undefined => {
  const witnesses = keepers.filter(({ without }) => without.has(assumption))
  // A real design says more about what is taken on trust than a mutant.
  const cell = witnesses.findLast(({ design }) => !mutants.includes(design)) ?? witnesses.at(-1)
  if (cell === undefined) return undefined
  return { file: cell.without.get(assumption)!, rule, design: cell.design, dropped: assumption }
}

/** What is taken on trust, and the file that shows what it is worth. */
export const trusted = (rule: Rule, assumption: Assumption, keepers: readonly Cell[], archive: Archive): Trust[] => {
  const { designs, folder } = archive
  const file = `${folder}/trust/${rule.id}-${assumption.id}.yaml`
  const task = trustOf(rule, assumption, keepers)
  if (task === undefined) return savedTrust(assumption, keepers, file)
  const found = { ...task, scenario: shrunkOn(archive, task), by: 'the search', how: 'shrunk' }
  const least = keep(file, found, designs)
  if (least instanceof NotWritten) archive.unkept.push(least.message)
  return [{ rule, assumption, design: task.design, file: relative(file) }]
}

/** A short search may not meet it again: then what was saved still shows it, or nothing does. */
const savedTrust = (assumption: Assumption, keepers: readonly Cell[], file: string): Trust[] => {
  if (!existsSync(file)) return []
  const saved = scenarioOf(loadLitmus(file).file)
  const cell = keepers.findLast(({ rule, design }) => breaks(rule, design, saved, [assumption]))
  return cell === undefined ? [] : [{ rule: cell.rule, assumption, design: cell.design, file: relative(file) }]
}

/** The first of the files on which one design breaks the rule and another, a real one if there is, keeps it. */
export const contrastOf = (
  rule: Rule,
  breaking: readonly Design[],
  files: readonly Named[],
  { designs, mutants, known }: Pick<Archive, 'designs' | 'mutants' | 'known'>,
): Contrast[] => {
  for (const file of files) {
    const bad = breaking.find((design) => known.breaks(rule, design, file))
    if (bad === undefined) continue
    const good = [...mutants, ...designs].findLast((design) => design !== bad && known.keeps(rule, design, file))
    if (good !== undefined) return [{ rule, breaks: bad, keeps: good, file: file.path }]
  }
  return []
}
