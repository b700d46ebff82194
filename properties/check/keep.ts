/**
 * Keeping what was found, only where it is news.
 */
import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { designNamed, lineOf } from '../../model/designs/index.ts'
import type { Design } from '../../model/kernel/design.ts'
import { compile, type ScenarioFile } from '../../model/scenario/file.ts'
import { brokenInRun, run, watch } from '../../spec/judge.ts'
import { asked } from '../../spec/asked.ts'
import type { LitmusFile, Result } from '../../spec/litmus.ts'
import { COUNTEREXAMPLES_FOLDER, loadLitmus, relative } from '../../spec/files/library.ts'
import type { Assumption, Rule } from '../../spec/rule.ts'
import { rules } from '../../spec/rules/index.ts'
import { writeText } from '../../spec/files/text.ts'
import { NotWritten } from '../../spec/files/place.ts'
import { makeFolder, writeWhole } from '../../spec/files/write.ts'
import { exhaust } from '../drivers/drivers.ts'
import { breaks } from '../search/search.ts'
import { size } from '../shrink/size.ts'
import { during } from '../outside/thrown.ts'
import { versionIn, versionNow } from './version.ts'

/** A scenario in which a design breaks a rule, and how it was found. */
export interface Violation {
  readonly rule: Rule
  readonly design: Design
  readonly scenario: ScenarioFile
  /** The assumption that it does not meet, if it is kept to show what is taken on trust. */
  readonly dropped?: Assumption
  /** `exhaustive, scope small` or `random, scope wide, seed 7` */
  readonly by: string
  /** `least in scope small`, or `shrunk`. */
  readonly how: string
  /** What `explain` needs to be told besides the file: ` --design ./mine.ts`. */
  readonly told?: string
}

/** What says where: a folder that cannot be written is told with it. */
const KEEP = '--keep'

/**
 * Writes `found` to `file`, unless a scenario is kept there that shows the same and is no larger. Answers the size of what
 * is there afterwards; where it cannot be written, why.
 */
export const keep = (file: string, found: Violation, designs: readonly Design[]): number | NotWritten => {
  try {
    return kept(file, found, designs)
  } catch (error) {
    if (error instanceof NotWritten) return error
    throw error
  }
}

const kept = (file: string, found: Violation, designs: readonly Design[]): number => {
  const known = existsSync(file) ? loadLitmus(file).file : undefined
  const dropped = found.dropped === undefined ? [] : [found.dropped]
  if (known !== undefined && breaks(found.rule, found.design, known, dropped) && size(known) <= size(found.scenario))
    return size(known)
  const text = textOf(file, found, designs)
  makeFolder(KEEP, dirname(file))
  writeWhole(KEEP, file, text)
  return size(found.scenario)
}

const textOf = (file: string, found: Violation, designs: readonly Design[]): string => {
  const { rule, design, scenario, dropped } = found
  const litmus: LitmusFile = {
    question: `Does ${design.id} keep ${rule.id} ${rule.name}${dropped === undefined ? '' : `, if ${dropped.id} is not given`}?`,
    why: `${firstFinding(found)}\n`,
    ...scenario,
    exists: { broken: rule.id },
    result: 'Never',
    ...answersTo(found, designs),
    found: {
      rule: rule.id,
      design: design.id,
      by: found.by,
      size: size(scenario),
      how: found.how,
      'p2pdma-spec': isOurs(file) ? versionIn('../../package.json') : versionNow(),
      'fast-check': versionIn('fast-check/package.json'),
      reproduce: `npx p2pspec explain ${relative(file)}${found.told ?? ''}`,
    },
  }
  return writeText(litmus, ' A counterexample: a litmus test that the checker wrote.')
}

const firstFinding = ({ rule, design, scenario }: Violation): string => {
  let text = ''
  exhaust((choose) => {
    const compiled = compile(scenario)
    const { broken } = watch(rule, run(design, compiled, choose), design, compiled)
    text =
      broken === undefined
        ? ''
        : `steps[${broken.step}], entry ${broken.entry}: ${broken.found}. Allowed are only: ${broken.allowed.join('; ')}.`
    return broken === undefined
  })
  return text
}

/** The designs that do break it, by the answer of each, and what is not given there. */
const answersTo = (found: Violation, designs: readonly Design[]): Pick<LitmusFile, 'except' | 'dropped'> => {
  const given = found.dropped === undefined ? [] : [found.dropped.id]
  const except = exceptions(found, designs, given)
  if (found.design.id in except) return { except, ...(given.length > 0 ? { dropped: given } : {}) }
  // A file is asked under the assumptions of every rule; one that drops none of those here would ask nothing.
  const dropped = [...new Set([...given, ...notMet(found)])]
  return { except: exceptions(found, designs, dropped), dropped }
}

const exceptions = (
  found: Violation,
  designs: readonly Design[],
  dropped: string[],
): NonNullable<LitmusFile['except']> => {
  const question = { exists: { broken: found.rule.id }, result: 'Never' as const }
  const file = { ...found.scenario, ...(dropped.length > 0 ? { dropped } : {}) }
  const litmus = { file, scenario: compile(found.scenario), questions: [question] }
  const judged = designs.includes(found.design) ? designs : [...designs, found.design]
  const { answer } = asked(litmus, exhaust)
  const answerOf = (design: Design) => during(found.scenario, () => answer(question, design))
  const answers = new Map(judged.map((design) => [design.id, answerOf(design)] as const))
  return Object.fromEntries(
    [...answers].filter(
      ([id, result]) => result !== beneath(id, answers) || (id === found.design.id && result !== 'Never'),
    ),
  )
}

/** What is said of a design is said of those that are made of it. */
const beneath = (id: string, answers: ReadonlyMap<string, Result>): Result => {
  const [, ...below] = lineOf(designNamed(id) ?? { id })
  return answers.get(below.find((one) => answers.has(one)) ?? '') ?? 'Never'
}

/** What other rules assume of runs, and the first run that shows this one broken does not meet. */
const notMet = ({ rule, design, scenario, dropped }: Violation): string[] => {
  const compiled = compile(scenario)
  let unmet: string[] = []
  exhaust((choose) => {
    const events = run(design, compiled, choose)
    if (watch(rule, events, design, compiled).broken === undefined) return true
    if (brokenInRun(rule, events).some((assumption) => assumption !== dropped)) return true
    unmet = rules.flatMap((other) => brokenInRun(other, events).map(({ id }) => id))
    return false
  })
  return unmet
}

/**
 * Kept in the repository itself, where the same seed gives the same bytes: a file cannot name the commit that it is part of,
 * and Git says which one it is. A file elsewhere names the commit that found it.
 */
const isOurs = (file: string): boolean => resolve(file).startsWith(COUNTEREXAMPLES_FOLDER)
