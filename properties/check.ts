/**
 * The main job: search, keep what was found, and say what it means, cell by cell.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Design } from '../model/kernel/design.ts'
import { LITMUS_FOLDER, loadFolder } from '../spec/library.ts'
import type { Rule } from '../spec/rule.ts'
import { teethOf, trusted, type Teeth, type Trust } from './evidence.ts'
import { notHappened, withoutTeeth, withoutTrust } from './failures.ts'
import type { Kinds } from './kinds.ts'
import type { Look, Looked } from './look.ts'
import { isOutside } from './outside.ts'
import { isPartial } from './pool.ts'
import { scenariosIn } from './scope-count.ts'
import { wide, type Scope } from './scope.ts'
import { gather, lookHere, type Cell } from './search.ts'
import { show, type Shelf, type Shown } from './show.ts'
import { REFERENCE } from './visit.ts'

/** `not finished`: the search was ended before all looks were had, and the cell is not broken so far. */
export type Says = 'holds' | 'violated' | 'vacuous' | 'n/a' | 'not finished'

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
  /** What kinds of case the random looks drew. */
  readonly kinds: Kinds
  /** Why the check fails, whatever is expected: something that should have happened did not. */
  readonly failures: readonly string[]
  /** Of a search that was ended: looks that were not had, or only so many runs of them. */
  readonly notFinished: readonly NotFinished[]
}

export interface NotFinished {
  readonly look: Look
  /** Left out: it was not begun. */
  readonly runs?: number
}

/** What a search leaves out of all there is to ask: some failures then mean nothing. */
export interface Narrowed {
  readonly rules: boolean
  readonly designs: boolean
  readonly looks: boolean
}

export interface Options {
  readonly rules: readonly Rule[]
  /** The columns. */
  readonly designs: readonly Design[]
  readonly mutants: readonly Design[]
  /** Every design of ours and every mutant that there is, where only some are asked; default: those asked. */
  readonly known?: { readonly designs: readonly Design[]; readonly mutants: readonly Design[] }
  /** The looks to have, of designs and of mutants. */
  readonly looks: readonly Look[]
  readonly mutantLooks: readonly Look[]
  /** Where counterexamples are kept; and those of designs and rules outside. */
  readonly folder: string
  readonly outsideFolder?: string
  readonly narrowed?: Narrowed
  /** How the looks are had. */
  readonly having?: typeof lookHere
  /** Ends the search: the report says what is known by then. */
  readonly signal?: AbortSignal
  /** Told how many verdicts are made, of how many. */
  readonly judged?: (done: number, all: number) => void
}

const WHOLE: Narrowed = { rules: false, designs: false, looks: false }

/** The litmus tests: what a person thought of, no search need find again. */
const LITMUS: Look = { driver: 'script', scope: 'spec/litmus' }

/** Random runs are drawn this many to a look, each look from a seed of its own, so that threads can share them. */
const TO_A_LOOK = 500

/** A scope is cut into parts of about so many words. */
const TO_A_PART = 8000

const partsOf = (scope: Scope): Look[] => {
  const of = Math.ceil(scenariosIn(scope) / TO_A_PART)
  return Array.from({ length: of }, (_, index) => ({ driver: 'exhaustive', scope: scope.name, part: { index, of } }))
}

/** What people wrote, every scope that is small enough, then random runs beyond them. */
export const looksFor = (exhausted: readonly Scope[], runs: number, seed: number): Look[] => [
  LITMUS,
  ...exhausted.flatMap(partsOf),
  ...Array.from({ length: Math.ceil(runs / TO_A_LOOK) }, (_, i): Look => ({
    driver: 'random',
    scope: wide.name,
    runs: Math.min(TO_A_LOOK, runs - i * TO_A_LOOK),
    seed: seed + i,
  })),
]

export const check = async (options: Options): Promise<Report> => {
  const { rules, designs, mutants, looks, mutantLooks, having = lookHere, narrowed = WHOLE } = options
  // A design is asked beside the one that mends it: what the other keeps is its own fault.
  const asked = [...designs, ...mendersOf(options)]
  const looked = await having(looks, rules, asked)
  const search = gather(rules, asked, looked)
  const ours = rules.filter(({ id }) => !isOutside(id))
  const ofMutants = await having(mutantLooks, ours, mutants)
  const notFinished = [...missing(looks, looked), ...missing(mutantLooks, ofMutants)]
  const shelf = shelfOf(options, notFinished.length > 0)
  const columns = search.cells.filter(({ design }) => designs.includes(design))
  const verdictOf = missing(looks, looked).length === 0 ? verdict : verdictSoFar
  // The reference first: where it breaks a rule, its own scenario shows the others too.
  const verdicts = (await each(columns.toReversed(), (cell) => verdictOf(cell, shelf), options.judged)).toReversed()
  if (shelf.ended())
    return { verdicts, mutants: [], teeth: [], trust: [], kinds: search.kinds, failures: [], notFinished }

  const judged = await each(wanted(gather(ours, mutants, ofMutants).cells, verdicts), (cell) => verdict(cell, shelf))
  const cells = (rule: Rule, says: Says): Cell[] =>
    [...judged, ...verdicts].filter((v) => v.cell.rule === rule && v.says === says).map(({ cell }) => cell)
  // Whose teeth and trust were not asked for by this search is not said to have none.
  const whole = !narrowed.designs && !narrowed.looks
  const assumed = ours.flatMap((rule) => rule.assumptions.map((assumption) => ({ rule, assumption })))
  const trust = await each(whole ? assumed : [], ({ rule, assumption }) =>
    trusted(rule, assumption, cells(rule, 'holds'), shelf),
  )
  const breaking = (rule: Rule): Design[] => cells(rule, 'violated').map(({ design }) => design)
  const teeth = (await each(ours, (rule) => teethOf(rule, breaking(rule), shelf))).flat()
  const failures = [
    ...notHappened(search, designs, narrowed),
    ...(whole ? [...withoutTeeth(ours, teeth), ...withoutTrust(ours, trust.flat())] : []),
  ]
  const broken = judged.filter(({ says }) => says === 'violated')
  return { verdicts, mutants: broken, teeth, trust: trust.flat(), kinds: search.kinds, failures, notFinished }
}

/** `values.map(work)`, waiting between two: a signal is heard only there. */
const each = async <A, B>(
  values: readonly A[],
  work: (value: A) => B,
  told: (done: number, all: number) => void = () => {},
): Promise<B[]> => {
  const results: B[] = []
  for (const value of values) {
    await new Promise((go) => setImmediate(go))
    results.push(work(value))
    told(results.length, values.length)
  }
  return results
}

const mendersOf = ({ designs, known }: Options): Design[] =>
  (known?.designs ?? []).filter(
    (design) => !designs.includes(design) && designs.some(({ mendedBy }) => mendedBy === design.id),
  )

/** Looks that have no answer, or a part of one. */
const missing = (looks: readonly Look[], looked: readonly Looked[]): NotFinished[] =>
  looks.flatMap((look) => {
    const answer = looked.find((one) => isDeepStrictEqual(one.look, look))
    if (answer === undefined) return [{ look }]
    return isPartial(answer) ? [{ look, runs: answer.runs }] : []
  })

const shelfOf = (options: Options, cut: boolean): Shelf => {
  const { designs, mutants, folder, signal, narrowed = WHOLE, known = { designs, mutants } } = options
  const { outsideFolder = folder } = options
  return {
    designs: known.designs.filter(({ id }) => !isOutside(id)),
    outside: designs.filter(({ id }) => isOutside(id)),
    mutants: known.mutants,
    litmus: loadFolder(LITMUS_FOLDER),
    shown: [],
    saved: [...new Set([folder, outsideFolder])].flatMap(loadFolder),
    folder,
    outsideFolder,
    narrowed: narrowed.rules || narrowed.designs || narrowed.looks,
    ended: () => cut || signal?.aborted === true,
  }
}

/** A mutant is there for what the reference keeps, or keeps what the reference breaks. */
const wanted = (cells: readonly Cell[], verdicts: readonly Verdict[]): Cell[] => {
  const brokenByReference = new Set(
    verdicts
      .filter(({ cell, says }) => cell.design.id === REFERENCE && says === 'violated')
      .map(({ cell }) => cell.rule),
  )
  return cells.filter((cell) => isBroken(cell) !== brokenByReference.has(cell.rule))
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

/** Of looks that were ended: what is broken stays broken, and what was witnessed was; nothing else is certain. */
const verdictSoFar = (cell: Cell, shelf: Shelf): Verdict => {
  if (!cell.applies) return { cell, says: 'n/a' }
  const unknown: Verdict = { cell, says: 'not finished' }
  if (cell.rule.kind === 'exists')
    return cell.tallies.some(({ fired }) => fired > 0) ? { cell, says: 'holds' } : unknown
  return isBroken(cell) ? { cell, says: 'violated', shown: show(cell, shelf) } : unknown
}
