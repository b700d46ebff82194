/**
 * The main job: search, keep what was found, and say what it means, cell by cell.
 */
import type { Design } from '../model/kernel/design.ts'
import { LITMUS_FOLDER, loadFolder } from '../spec/library.ts'
import type { Rule } from '../spec/rule.ts'
import { show, teethOf, trusted, type Shelf, type Shown, type Teeth, type Trust } from './evidence.ts'
import { GENERATED } from './generate.ts'
import type { Look } from './look.ts'
import { wide, type Scope } from './scope.ts'
import { gather, lookHere, type Cell, type Search } from './search.ts'

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
  /** The looks to have, of designs and of mutants. */
  readonly looks: readonly Look[]
  readonly mutantLooks: readonly Look[]
  /** Where counterexamples are kept. */
  readonly folder: string
  /** How the looks are had. */
  readonly having?: typeof lookHere
}

/** The design that mutants are made of. */
const REFERENCE = 'linux-6.12'

/** The litmus tests: what a person thought of, no search need find again. */
const LITMUS: Look = { driver: 'script', scope: 'spec/litmus' }

/** Random runs are drawn this many to a look, each look from a seed of its own, so that threads can share them. */
const TO_A_LOOK = 500

/** What people wrote, every scope that is small enough, then random runs beyond them. */
export const looksFor = (exhausted: readonly Scope[], runs: number, seed: number): Look[] => [
  LITMUS,
  ...exhausted.map(({ name }): Look => ({ driver: 'exhaustive', scope: name })),
  ...Array.from({ length: Math.ceil(runs / TO_A_LOOK) }, (_, i): Look => ({
    driver: 'random',
    scope: wide.name,
    runs: Math.min(TO_A_LOOK, runs - i * TO_A_LOOK),
    seed: seed + i,
  })),
]

export const check = async (options: Options): Promise<Report> => {
  const { rules, designs, mutants, looks, mutantLooks, folder, having = lookHere } = options
  const search = gather(rules, designs, await having(looks, rules, designs))
  const mutantSearch = gather(rules, mutants, await having(mutantLooks, rules, mutants))

  const shelf: Shelf = { designs, mutants, litmus: loadFolder(LITMUS_FOLDER), shown: [], folder }
  // The reference first: where it breaks a rule, its own scenario shows the others too.
  const said = new Map(search.cells.toReversed().map((cell) => [cell, verdict(cell, shelf)]))
  const verdicts = search.cells.map((cell) => said.get(cell)!)
  // A mutant is there for what the reference keeps, or keeps what the reference breaks.
  const brokenByReference = new Set(
    verdicts
      .filter(({ cell, says }) => cell.design.id === REFERENCE && says === 'violated')
      .map(({ cell }) => cell.rule),
  )
  const ofMutants = mutantSearch.cells
    .filter((cell) => isBroken(cell) !== brokenByReference.has(cell.rule))
    .map((cell) => verdict(cell, shelf))
  const broken = ofMutants.filter(({ says }) => says === 'violated')
  const cells = (rule: Rule, says: Says): Cell[] =>
    [...ofMutants, ...verdicts].filter((v) => v.cell.rule === rule && v.says === says).map(({ cell }) => cell)
  const designsOf = (rule: Rule): Design[] => cells(rule, 'violated').map(({ design }) => design)
  const trust = rules.flatMap((rule) => rule.assumptions.flatMap((a) => trusted(rule, a, cells(rule, 'holds'), shelf)))
  const teeth = rules.flatMap((rule) => teethOf(rule, designsOf(rule), shelf))
  const failures = [...notHappened(search, designs), ...withoutTeeth(rules, teeth), ...withoutTrust(rules, trust)]
  return { verdicts, mutants: broken, teeth, trust, failures }
}

const isBroken = ({ rule, tallies }: Cell): boolean =>
  rule.kind === 'exists' ? tallies.every(({ fired }) => fired === 0) : tallies.some(({ broken }) => broken > 0)

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
