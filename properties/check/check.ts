/**
 * The main job: search, keep what was found, and say what it means, cell by cell.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Design } from '../../model/kernel/design.ts'
import { LITMUS_FOLDER, loadFolder } from '../../spec/files/library.ts'
import type { Rule } from '../../spec/rule.ts'
import { teethOf, trustOf, trusted } from './evidence.ts'
import { notHappened, withoutTeeth, withoutTrust } from './failures.ts'
import { isPartial, type Look, type Looked } from '../search/look.ts'
import type { Narrowed, NotFinished, Report } from './report.ts'
import { isOutside } from '../outside/load.ts'
import { gather, type Cell } from '../search/search.ts'
import { show, shrinkingOf, type Shelf } from './show.ts'
import { keyOf } from '../search/shrinking.ts'
import { size } from '../shrink/size.ts'
import { here, type Crew } from '../search/crew.ts'
import { verdictOf, wanted, type Says, type Verdict } from './verdict.ts'

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
  /** Who looks and shrinks. */
  readonly crew?: Crew
  /** Ends the search: the report says what is known by then. */
  readonly signal?: AbortSignal
  /** Told how many of what was found are small, of how many; then how many verdicts are made. */
  readonly judged?: (done: number, all: number) => void
}

const WHOLE: Narrowed = { rules: false, designs: false, looks: false }

export const check = async (options: Options): Promise<Report> => {
  const { crew = here(loadFolder(LITMUS_FOLDER).map(({ litmus }) => litmus)) } = options
  try {
    return await checkedBy(crew, options)
  } finally {
    await crew.end()
  }
}

const checkedBy = async (crew: Crew, options: Options): Promise<Report> => {
  const { rules, designs, mutants, looks, mutantLooks, narrowed = WHOLE, judged = () => {} } = options
  // A design is asked beside the one that mends it: what the other keeps is its own fault.
  const asked = [...designs, ...mendersOf(options)]
  const ours = rules.filter(({ id }) => !isOutside(id))
  const [looked, ofMutants] = await Promise.all([crew.look(looks, rules, asked), crew.look(mutantLooks, ours, mutants)])
  const search = gather(rules, asked, looked)
  const notFinished = [...missing(looks, looked), ...missing(mutantLooks, ofMutants)]
  const isCut = missing(looks, looked).length > 0
  const cells = search.cells.filter(({ design }) => designs.includes(design)).map((cell) => verdictOf(cell, isCut))
  const broken = wanted(gather(ours, mutants, ofMutants).cells, cells).map((cell) => verdictOf(cell, false))
  const of = (rule: Rule, says: Says): Cell[] =>
    [...broken, ...cells].filter((v) => v.cell.rule === rule && v.says === says).map(({ cell }) => cell)
  // Whose teeth and trust were not asked for by this search is not said to have none.
  const whole = !narrowed.designs && !narrowed.looks
  const assumed = (whole ? ours : []).flatMap((rule) =>
    rule.assumptions.map((assumption) => [rule, assumption, of(rule, 'holds')] as const),
  )
  const shelf = shelfOf(options, notFinished.length > 0)
  await shrinkAll(crew, shelf, [...cells, ...broken], assumed, judged)

  // The reference first: where it breaks a rule, its own scenario shows the others too.
  const verdicts = (await showAll(cells.toReversed(), shelf, judged)).toReversed()
  const partly = { verdicts, kinds: search.kinds, notFinished }
  if (shelf.ended()) return { ...partly, mutants: [], teeth: [], trust: [], failures: [] }
  const shown = await showAll(broken, shelf)
  const trust = (await each(assumed, (one) => trusted(...one, shelf))).flat()
  const saved = [...loadFolder(shelf.folder), ...shelf.litmus]
  const smallest = saved.toSorted((a, b) => size(a.litmus.file) - size(b.litmus.file))
  const breaking = (rule: Rule): Design[] => of(rule, 'violated').map(({ design }) => design)
  const teeth = (await each(ours, (rule) => teethOf(rule, breaking(rule), smallest, shelf))).flat()
  const failures = [
    ...notHappened(search, designs, narrowed),
    ...(whole ? [...withoutTeeth(ours, teeth), ...withoutTrust(ours, trust)] : []),
  ]
  return { ...partly, mutants: shown.filter(({ says }) => says === 'violated'), teeth, trust, failures }
}

type Assumed = Readonly<Parameters<typeof trustOf>>

/** What the verdicts will have to show, made small by everybody at once; of a search that was ended, nothing. */
const shrinkAll = async (
  crew: Crew,
  shelf: Shelf,
  verdicts: readonly Verdict[],
  assumed: readonly Assumed[],
  told: (done: number, all: number) => void,
): Promise<void> => {
  if (shelf.ended()) return
  const tasks = [
    ...verdicts.flatMap(({ cell, says }) => (says === 'violated' ? (shrinkingOf(cell, shelf) ?? []) : [])),
    ...assumed.flatMap((one) => trustOf(...one) ?? []),
  ]
  const files = await crew.shrink(tasks, (done) => told(done, tasks.length))
  for (const [i, file] of files.entries()) if (file !== undefined) shelf.shrunk.set(keyOf(tasks[i]), file)
}

/** What shows each that is violated. */
const showAll = (
  verdicts: readonly Verdict[],
  shelf: Shelf,
  told?: (done: number, all: number) => void,
): Promise<Verdict[]> =>
  each(verdicts, (one) => (one.says === 'violated' ? { ...one, shown: show(one.cell, shelf) } : one), told)

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
    shrunk: new Map(),
    saved: [...new Set([folder, outsideFolder])].flatMap(loadFolder),
    folder,
    outsideFolder,
    narrowed: narrowed.rules || narrowed.designs || narrowed.looks,
    ended: () => cut || signal?.aborted === true,
  }
}
