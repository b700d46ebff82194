/**
 * The main job: search, keep what was found, and say what it means, cell by cell.
 */
import type { Design } from '../model/kernel/design.ts'
import { LITMUS_FOLDER, loadFolder } from '../spec/library.ts'
import type { Rule } from '../spec/rule.ts'
import { show, teethOf, trusted, type Shelf, type Shown, type Teeth, type Trust } from './evidence.ts'
import { GENERATED } from './generate.ts'
import { tiny, wide, type Scope } from './scope.ts'
import { newSearch, searchAll, searchAtRandom, type Cell, type Progress, type Search } from './search.ts'

export type Says = 'holds' | 'violated' | 'vacuous' | 'n/a'

export interface Verdict {
  readonly cell: Cell
  readonly says: Says
  /** Violated: what shows it. */
  readonly shown?: Shown
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
  /** The scope that is exhausted. */
  readonly exhausted: Scope
  /** Random runs beyond it, and their seed. */
  readonly runs: number
  readonly seed: number
  /** Where counterexamples are kept. */
  readonly folder: string
  readonly progress?: (what: string) => Progress
}

export const check = ({ rules, designs, mutants, exhausted, runs, seed, folder, progress }: Options): Report => {
  const search = newSearch(rules, designs)
  searchAll(search, exhausted, progress?.(`exhaustive, scope ${exhausted.name}`))
  searchAtRandom(search, wide, runs, seed, progress?.(`random, scope wide, seed ${seed}`))
  const ofMutants = newSearch(rules, mutants)
  searchAll(ofMutants, tiny, progress?.('mutants, exhaustive, scope tiny'))

  const shelf = { designs, litmus: loadFolder(LITMUS_FOLDER), folder }
  const verdicts = search.cells.map((cell) => verdict(cell, shelf))
  const broken = ofMutants.cells.map((cell) => verdict(cell, shelf)).filter(({ says }) => says === 'violated')
  const cells = (rule: Rule, says: Says): Cell[] =>
    [...verdicts, ...broken].filter((v) => v.cell.rule === rule && v.says === says).map(({ cell }) => cell)
  const designsOf = (rule: Rule): Design[] => cells(rule, 'violated').map(({ design }) => design)
  const trust = rules.flatMap((rule) => rule.assumptions.flatMap((a) => trusted(a, cells(rule, 'holds'), shelf)))
  const teeth = rules.flatMap((rule) => teethOf(rule, designsOf(rule), shelf))
  const failures = [...notHappened(search, designs), ...withoutTeeth(rules, teeth), ...withoutTrust(rules, trust)]
  return { verdicts, mutants: broken, teeth, trust, failures }
}

const verdict = (cell: Cell, shelf: Shelf): Verdict => {
  if (!cell.applies) return { cell, says: 'n/a' }
  const fired = cell.tallies.some((tally) => tally.fired > 0)
  const broken = cell.tallies.some((tally) => tally.broken > 0)
  // An `exists` rule asks for one witness; scenarios without one break it only if none is found.
  if (cell.rule.kind === 'exists' ? fired : !broken) return { cell, says: fired ? 'holds' : 'vacuous' }
  return broken ? { cell, says: 'violated', shown: show(cell, shelf) } : { cell, says: 'vacuous' }
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
