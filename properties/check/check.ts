/**
 * The main job: search, keep what was found, and say what it means, cell by cell.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Design } from '../../model/kernel/design.ts'
import { operations } from '../../model/operations/index.ts'
import { LITMUS_FOLDER, loadFolder } from '../../spec/files/library.ts'
import { scenarioOf } from '../../spec/litmus.ts'
import type { Rule } from '../../spec/rule.ts'
import { contrastOf, trustOf, trusted } from './evidence.ts'
import { notHappened, otherThanPinned, withoutContrast, withoutTrust } from './failures.ts'
import { isPartial, type Sweep, type SweepResult } from '../search/sweep.ts'
import { knownBy } from './known.ts'
import type { Narrowed, NotFinished, Report } from './report.ts'
import { isOutside } from '../outside/load.ts'
import { confirm } from '../outside/steady.ts'
import { gather, type Cell } from '../search/search.ts'
import { foundIn, isOfBasis, show, shrinkingOf, type Archive } from './show.ts'
import { keyOf } from '../search/shrinking.ts'
import { size } from '../shrink/size.ts'
import { inThisProcess, type Searcher } from '../search/searcher.ts'
import { verdictOf, wanted, type Says, type Verdict } from './verdict.ts'

export interface Options {
  readonly rules: readonly Rule[]
  /** The columns. */
  readonly designs: readonly Design[]
  readonly mutants: readonly Design[]
  /** Every design of ours and every mutant that there is, where only some are asked; default: those asked. */
  readonly known?: { readonly designs: readonly Design[]; readonly mutants: readonly Design[] }
  /** The sweeps to have, of designs and of mutants. */
  readonly sweeps: readonly Sweep[]
  readonly mutantSweeps: readonly Sweep[]
  /** Where counterexamples are kept; and those of designs and rules outside. */
  readonly folder: string
  readonly outsideFolder?: string
  readonly narrowed?: Narrowed
  /** What runs the sweeps and shrinks; default: this process. */
  readonly searcher?: Searcher
  /** Ends the search: the report says what is known by then. */
  readonly signal?: AbortSignal
  /** Told how many of what was found are small, of how many; then how many verdicts are made. */
  readonly judged?: (done: number, all: number) => void
}

const WHOLE: Narrowed = { rules: false, designs: false, sweeps: false }

export const check = async (options: Options): Promise<Report> => {
  const { searcher = inThisProcess(loadFolder(LITMUS_FOLDER).map(({ litmus }) => scenarioOf(litmus.file))) } = options
  try {
    return await checkedBy(searcher, options)
  } finally {
    await searcher.end()
  }
}

const checkedBy = async (searcher: Searcher, options: Options): Promise<Report> => {
  const { rules, designs, mutants, sweeps, mutantSweeps, narrowed = WHOLE, judged = () => {} } = options
  // A design is asked beside the one that mends it: what the other keeps is its own fault.
  const asked = [...designs, ...mendersOf(options)]
  const ours = rules.filter(({ id }) => !isOutside('rule', id))
  const [results, ofMutants] = await Promise.all([
    searcher.sweep(sweeps, rules, asked),
    searcher.sweep(mutantSweeps, ours, mutants),
  ])
  const search = gather(rules, asked, results)
  const notFinished = [...missing(sweeps, results), ...missing(mutantSweeps, ofMutants)]
  const isCut = missing(sweeps, results).length > 0
  const cells = search.cells.filter(({ design }) => designs.includes(design)).map((cell) => verdictOf(cell, isCut))
  const broken = wanted(gather(ours, mutants, ofMutants).cells, cells).map((cell) => verdictOf(cell, false))
  const of = (rule: Rule, says: Says): Cell[] =>
    [...broken, ...cells].filter((v) => v.cell.rule === rule && v.says === says).map(({ cell }) => cell)
  // A smaller search does not look for contrasts and trust, so it does not report that there are none.
  const whole = !narrowed.designs && !narrowed.sweeps
  const assumed = (whole ? ours : []).flatMap((rule) =>
    rule.assumptions.map((assumption) => [rule, assumption, of(rule, 'holds')] as const),
  )
  const archive = archiveOf(options, notFinished.length > 0)
  await shrinkAll(searcher, archive, [...cells, ...broken], assumed, judged)
  await each(cells, (one) => {
    if (one.says === 'violated' && isFromOutside(one.cell))
      for (const file of foundIn(one.cell, archive)) confirm(...file)
  })

  // The reference first: where it breaks a rule, its own scenario shows the others too.
  const verdicts = (await showAll(cells.toReversed(), archive, judged)).toReversed()
  const partly = { verdicts, kinds: search.kinds, notFinished, unkept: archive.unkept }
  if (archive.ended()) return { ...partly, mutants: [], contrasts: [], trust: [], failures: [] }
  const shown = await showAll(broken, archive)
  const trust = (await each(assumed, (one) => trusted(...one, archive))).flat()
  const saved = [...loadFolder(archive.folder), ...archive.litmus]
  const smallest = saved.toSorted((a, b) => size(a.litmus.file) - size(b.litmus.file))
  const breaking = (rule: Rule): Design[] => of(rule, 'violated').map(({ design }) => design)
  const contrasts = (await each(ours, (rule) => contrastOf(rule, breaking(rule), smallest, archive))).flat()
  const failures = [
    ...notHappened(search, designs, narrowed),
    // An operation from outside is drawn besides.
    ...(operations.some(({ kind }) => isOutside('operation', kind))
      ? []
      : [...otherThanPinned(results), ...otherThanPinned(ofMutants)]),
    ...(whole ? [...withoutContrast(ours, contrasts), ...withoutTrust(ours, trust)] : []),
  ]
  return { ...partly, mutants: shown.filter(({ says }) => says === 'violated'), contrasts, trust, failures }
}

/** Of ours the suites know that they answer the same each time; an operation from outside is a part of whatever is found. */
const isFromOutside = ({ rule, design }: Cell): boolean =>
  isOutside('rule', rule.id) ||
  isOutside('design', design.id) ||
  operations.some(({ kind }) => isOutside('operation', kind))

type Assumed = Readonly<Parameters<typeof trustOf>>

/** Shrinks what the verdicts will show, all at once. A search that was ended shrinks nothing. */
const shrinkAll = async (
  searcher: Searcher,
  archive: Archive,
  verdicts: readonly Verdict[],
  assumed: readonly Assumed[],
  told: (done: number, all: number) => void,
): Promise<void> => {
  if (archive.ended()) return
  const broken = verdicts.filter(({ says }) => says === 'violated').map(({ cell }) => cell)
  const tasks = [
    ...broken.flatMap((cell) => (isOfBasis(cell, broken) ? [] : (shrinkingOf(cell, archive) ?? []))),
    ...assumed.flatMap((one) => trustOf(...one) ?? []),
  ]
  const files = await searcher.shrink(tasks, (done) => told(done, tasks.length))
  for (const [i, file] of files.entries()) if (file !== undefined) archive.shrunk.set(keyOf(tasks[i]), file)
}

/** What shows each that is violated. */
const showAll = (
  verdicts: readonly Verdict[],
  archive: Archive,
  told?: (done: number, all: number) => void,
): Promise<Verdict[]> =>
  each(verdicts, (one) => (one.says === 'violated' ? { ...one, shown: show(one.cell, archive) } : one), told)

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

/** Sweeps without a result, or with a part of one. */
const missing = (sweeps: readonly Sweep[], results: readonly SweepResult[]): NotFinished[] =>
  sweeps.flatMap((sweep) => {
    const result = results.find((one) => isDeepStrictEqual(one.sweep, sweep))
    if (result === undefined) return [{ sweep }]
    return isPartial(result) ? [{ sweep, runs: result.runs }] : []
  })

const archiveOf = (options: Options, cut: boolean): Archive => {
  const { rules, designs, mutants, folder, signal, narrowed = WHOLE, known = { designs, mutants } } = options
  const { outsideFolder = folder } = options
  return {
    designs: known.designs.filter(({ id }) => !isOutside('design', id)),
    outside: designs.filter(({ id }) => isOutside('design', id)),
    mutants: known.mutants,
    litmus: loadFolder(LITMUS_FOLDER),
    known: knownBy(rules.filter(({ id }) => !isOutside('rule', id))),
    shown: [],
    shownOf: new Map(),
    unkept: [],
    shrunk: new Map(),
    saved: [...new Set([folder, outsideFolder])].flatMap(loadFolder),
    folder,
    outsideFolder,
    narrowed: narrowed.rules || narrowed.designs || narrowed.sweeps,
    ended: () => cut || signal?.aborted === true,
  }
}
