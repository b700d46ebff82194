/** All that the reference pages are made of, read once: code, the expected matrix, and saved scenarios. */
import { readFileSync } from 'node:fs'
import { designs, mutants } from '../../model/designs/index.ts'
import type { Design } from '../../model/kernel/design.ts'
import { size } from '../../properties/shrink/size.ts'
import { REFERENCE } from '../../properties/search/visit.ts'
import * as assumptionsByName from '../../spec/assumptions/index.ts'
import { readExpected, type Expected } from '../../spec/files/expected.ts'
import {
  COUNTEREXAMPLES_FOLDER,
  LITMUS_FOLDER,
  ROOT_FOLDER,
  TRUST_FOLDER,
  loadFolder,
  type Named,
} from '../../spec/files/library.ts'
import { expectedOf } from '../../spec/asked.ts'
import type { Assumption, Rule } from '../../spec/rule.ts'
import { rules } from '../../spec/rules/index.ts'

export interface Saved extends Named {
  readonly text: string
}

export interface Shelf {
  readonly rules: readonly Rule[]
  readonly assumptions: readonly Assumption[]
  readonly designs: readonly Design[]
  readonly mutants: readonly Design[]
  readonly expected: Expected
  readonly counterexamples: readonly Saved[]
  readonly trust: readonly Saved[]
  readonly litmus: readonly Saved[]
}

export const shelf = (): Shelf => ({
  rules,
  assumptions: Object.values(assumptionsByName)
    .filter((value): value is Assumption => 'sentence' in value)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  designs,
  mutants,
  expected: readExpected(),
  counterexamples: savedIn(COUNTEREXAMPLES_FOLDER),
  trust: savedIn(TRUST_FOLDER),
  litmus: savedIn(LITMUS_FOLDER),
})

const savedIn = (folder: string): Saved[] =>
  loadFolder(folder).map((named) => ({ ...named, text: readFileSync(`${ROOT_FOLDER}${named.path}`, 'utf8') }))

/** What the matrix says of a rule and a design; undefined: nothing yet. */
export const says = ({ expected }: Shelf, rule: Rule, design: Design): string | undefined =>
  expected.designs[rule.id]?.[design.id] ?? expected.mutants[rule.id]?.[design.id]

/** The designs, or mutants, of which the matrix says `what`. */
export const designsThat = (s: Shelf, rule: Rule, what: string, of: readonly Design[] = s.designs): Design[] =>
  of.filter((design) => says(s, rule, design) === what)

/** The counterexample of a rule and a design, where there is a file of its own. */
export const counterexampleOf = (s: Shelf, rule: Rule, design: Design): Saved | undefined =>
  s.counterexamples.find(({ path }) => path === `counterexamples/${rule.id}-${design.id}.yaml`)

export const trustOf = (s: Shelf, rule: Rule, { id }: Assumption): Saved | undefined =>
  s.trust.find(({ path }) => path === `counterexamples/trust/${rule.id}-${id}.yaml`)

/** Litmus tests in which the rule's id stands, in a proposition or in words. */
export const litmusOf = ({ litmus }: Shelf, { id }: Rule): Saved[] =>
  litmus.filter(({ text }) => new RegExp(`\\b${id}\\b`).test(text))

/**
 * The least scenario that shows the rule broken: by a design if one breaks it, else by a mutant. Of equals the
 * reference's, then the first design's.
 */
export const leastOf = (s: Shelf, rule: Rule): Saved | undefined => {
  const own = (among: readonly Design[]): Saved[] => among.flatMap((design) => counterexampleOf(s, rule, design) ?? [])
  const ofDesigns = [...own(s.designs.filter(isReference)), ...own(s.designs), ...s.litmus.filter(isBrokenIn(s, rule))]
  const [first, ...others] = ofDesigns.length > 0 ? ofDesigns : own(s.mutants)
  return others.reduce((least, saved) => (sizeOf(saved) < sizeOf(least) ? saved : least), first)
}

const sizeOf = ({ litmus }: Saved): number => size(litmus.file)

/** The design that the pages speak of by itself. */
export const isReference = ({ id }: Design): boolean => id === REFERENCE

/** Litmus tests that ask for the rule, meet every assumption, and expect a design to break it. */
const isBrokenIn =
  ({ designs: all }: Shelf, { id }: Rule) =>
  ({ litmus: { file, questions } }: Saved): boolean =>
    file.dropped === undefined &&
    questions.some(
      (question) =>
        'broken' in question.exists &&
        question.exists.broken === id &&
        all.some((design) => expectedOf(question, design) !== 'Never'),
    )
