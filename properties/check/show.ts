/**
 * The file that shows a violation: one that is there already, or one that is written.
 */
import type { Design } from '../../model/kernel/design.ts'
import type { ScenarioFile } from '../../model/scenario/file.ts'
import { loadLitmus, relative, type Named } from '../../spec/files/library.ts'
import { NotWritten } from '../../spec/files/place.ts'
import { keep } from './keep.ts'
import type { Known } from './known.ts'
import { operations } from '../../model/operations/index.ts'
import { isOutside, pathOf } from '../outside/load.ts'
import type { Cell, Tally } from '../search/search.ts'
import { keyOf, shrunk, type Shrinking } from '../search/shrinking.ts'
import { size } from '../shrink/size.ts'

/** What there is to compare with, and where to keep what is found. */
export interface Archive {
  /** Our own. */
  readonly designs: readonly Design[]
  /** Those of files outside. */
  readonly outside: readonly Design[]
  readonly mutants: readonly Design[]
  readonly litmus: readonly Named[]
  /** What files of these come to. */
  readonly known: Known
  /** What was already found to show a rule broken, in this check. */
  readonly shown: Named[]
  /** How each violated cell is shown, by its rule and design. */
  readonly shownOf: Map<string, Shown>
  /** Why something could not be kept. */
  readonly unkept: string[]
  /** What earlier checks have kept. A check that asks for less keeps to it: it would find less. */
  readonly saved: readonly Named[]
  readonly narrowed: boolean
  /** The folder of counterexamples, and that of what designs and rules outside come to. */
  readonly folder: string
  readonly outsideFolder: string
  /** What was shrunk before, by `keyOf`. */
  readonly shrunk: Map<string, ScenarioFile>
  /** Whether the search was ended before its time: then nothing is the least of a scope. */
  readonly ended: () => boolean
}

/** How it is shown: by a test that somebody wrote. */
export const LITMUS = 'a litmus test'

/** The file that shows a violation, its size, and whether that is known to be the least. */
export interface Shown {
  readonly file: string
  readonly size: number
  readonly how: string
}

/** `exhaustive, scope small`; `random, scope wide, seeds 7 to 10`; `script, spec/litmus` */
export const tellSweep = ({ driver, scope, seeds = [] }: Tally): string => {
  const range =
    seeds.length > 1 ? `, seeds ${seeds[0]} to ${seeds.at(-1)}` : seeds.map((seed) => `, seed ${seed}`).join('')
  return driver === 'script' ? `script, ${scope}` : `${driver}, scope ${scope}${range}`
}

/** Where a cell's own file is, which designs are asked about it, and which options `explain` needs besides. */
interface Own {
  readonly file: string
  readonly judged: readonly Design[]
  readonly told: string
}

const ownOf = ({ rule, design }: Cell, { designs, outside, folder, outsideFolder }: Archive): Own => {
  const strange = operations.filter(({ kind }) => isOutside('operation', kind))
  const theirs = isOutside('rule', rule.id) || isOutside('design', design.id) || strange.length > 0
  const name = `${rule.id}-${design.id}.yaml`
  if (!theirs) return { file: `${folder}/${name}`, judged: designs, told: '' }
  const told = [
    ...pathOf('design', design.id).map((path) => ` --design ${path}`),
    ...pathOf('rule', rule.id).map((path) => ` --rule ${path}`),
    ...strange.flatMap(({ kind }) => pathOf('operation', kind)).map((path) => ` --operation ${path}`),
  ]
  return { file: `${outsideFolder}/${name}`, judged: [...designs, ...outside], told: told.join('') }
}

/** What a violated cell's least scenario is shrunk from; undefined: it is the least of its scope already. */
export const shrinkingOf = (cell: Cell, archive: Pick<Archive, 'designs' | 'outside'>): Shrinking | undefined =>
  isProved(cell) ? undefined : beginning(cell, archive)

/** What was found of a violated cell: what the search met, and what that came to. */
export const foundIn = (cell: Cell, archive: Archive): (readonly [Shrinking, ScenarioFile])[] => {
  const task = beginning(cell, archive)
  const small = archive.shrunk.get(keyOf(task))
  return [task.file, ...(small === undefined ? [] : [small])].map((file) => [task, file])
}

/** What the exhaustive driver found smallest is the least of its scope: nothing there is smaller. */
const isProved = (cell: Cell): boolean => leastOf(cell).driver === 'exhaustive' && cell.own === undefined

/** The sweep that found the smallest. */
const leastOf = ({ tallies }: Cell): Tally =>
  tallies.filter(({ least }) => least !== undefined).reduce((a, b) => (size(b.least!) < size(a.least!) ? b : a))

/** Of a design that another one mends: a scenario that the other keeps, if one was met. */
const beginning = (cell: Cell, { designs, outside }: Pick<Archive, 'designs' | 'outside'>): Shrinking => {
  const { rule, design, own } = cell
  if (own === undefined) return { file: leastOf(cell).least!, rule, design }
  const mender = [...designs, ...outside].find(({ id }) => id === design.mendedBy)!
  return { file: own, rule, design, keptBy: mender }
}

/**
 * Where the least scenario of a violated cell is: a litmus test that is no larger, what shows it of another design,
 * or a file of its own. Of a design that another one mends it is a scenario that the other keeps.
 */
export const show = (cell: Cell, archive: Archive): Shown => {
  const found = ofBasis(cell, archive) ?? ofItsOwn(cell, archive)
  archive.shownOf.set(`${cell.rule.id} ${cell.design.id}`, found)
  return found
}

/** Whether what a design breaks is what the one breaks that it is made of: then nothing is shrunk for it. */
export const isOfBasis = ({ rule, design, own }: Cell, broken: readonly Cell[]): boolean =>
  own === undefined && broken.some((cell) => cell.rule === rule && cell.design.id === design.basis)

/** A design that is another one but for one thing is shown by what shows that one, if it does. */
const ofBasis = (cell: Cell, archive: Archive): Shown | undefined => {
  const { rule, design, own } = cell
  if (own !== undefined || design.basis === undefined) return undefined
  const known = archive.shownOf.get(`${rule.id} ${design.basis}`)
  const file = [...archive.shown, ...archive.litmus, ...archive.saved].find(({ path }) => path === known?.file)
  return file !== undefined && serves(archive, beginning(cell, archive), file) ? already(file, design) : undefined
}

const ofItsOwn = (cell: Cell, archive: Archive): Shown => {
  const own = ownOf(cell, archive)
  const task = beginning(cell, archive)
  const mender = own.judged.find(({ id }) => id === cell.design.mendedBy)
  const saved = savedOf(cell, archive, own).find(({ path }) => path === relative(own.file))
  // A search that met none of its own does not take away one that a larger search has kept.
  const isKept = (mended: Design, file: Named): boolean => serves(archive, { ...task, keptBy: mended }, file)
  return mender !== undefined && cell.own === undefined && saved !== undefined && isKept(mender, saved)
    ? already(saved, cell.design)
    : shown(cell, archive, own, task)
}

const shown = (cell: Cell, archive: Archive, own: Own, task: Shrinking): Shown => {
  const { rule, design, tallies } = cell
  const kept = savedOf(cell, archive, own)
  const isKept = (file: Named): boolean => serves(archive, task, file)
  // A search that was ended shows what is there, and looks for nothing smaller.
  const there = archive.ended() ? [...kept, ...archive.litmus].find(isKept) : undefined
  if (there !== undefined) return already(there, design)

  const first = leastOf(cell)
  const scenario = isProved(cell) ? task.file : shrunkOn(archive, task)
  const isAsSmall = (found: Named): boolean => size(found.litmus.file) <= size(scenario) && isKept(found)
  // A design or rule from outside has a file of its own: its author looks for one.
  const test = own.told === '' ? (archive.litmus.find(isAsSmall) ?? kept.find(isAsSmall)) : undefined
  if (test !== undefined) return already(test, design)

  const exhausted = tallies.find(
    ({ driver, least }) => driver === 'exhaustive' && least !== undefined && size(least) === size(scenario),
  )
  const how =
    exhausted === undefined || archive.ended() ? `shrunk from ${tellSweep(first)}` : `least in scope ${exhausted.scope}`
  const found = { rule, design, scenario, by: tellSweep(first), how, told: own.told }
  const least = keep(own.file, found, own.judged)
  if (least instanceof NotWritten) {
    archive.unkept.push(least.message)
    return { file: relative(own.file), size: size(scenario), how: 'not kept' }
  }
  archive.shown.push({ path: relative(own.file), litmus: loadLitmus(own.file) })
  return { file: relative(own.file), size: least, how }
}

/** Whether the file shows what the task is about, where that drops no assumption. */
const serves = ({ known }: Archive, { rule, design, keptBy }: Shrinking, file: Named): boolean =>
  known.breaks(rule, design, file) && (keptBy === undefined || !known.breaks(rule, keptBy, file))

/** What was shrunk before, or is now. */
export const shrunkOn = (archive: Archive, task: Shrinking): ScenarioFile =>
  archive.shrunk.get(keyOf(task)) ?? shrunk(task)

/** What is kept of the same rule, the cell's own file first. */
const savedOf = ({ rule }: Cell, { shown, saved, narrowed, ended }: Archive, { file }: Own): Named[] => {
  const all = narrowed || ended() ? [...shown, ...saved] : shown
  const same = all.filter((known) => known.litmus.file.found?.['rule'] === rule.id)
  return [...same.filter(({ path }) => path === relative(file)), ...same.filter(({ path }) => path !== relative(file))]
}

const already = ({ path, litmus: { file } }: Named, design: Design): Shown => {
  const by = file.found?.['design']
  const how = by === undefined ? LITMUS : by === design.id ? 'as kept' : `shown by that of ${String(by)}`
  return { file: path, size: size(file), how }
}
