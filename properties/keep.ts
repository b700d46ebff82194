/**
 * Keeping what was found: written whole or not at all, and only where it is news.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Design } from '../model/kernel/design.ts'
import { compile, type ScenarioFile } from '../model/scenario.ts'
import { run, watch } from '../spec/judge.ts'
import { answer, type LitmusFile } from '../spec/litmus.ts'
import { ROOT_FOLDER, loadLitmus, relative } from '../spec/library.ts'
import type { Assumption, Rule } from '../spec/rule.ts'
import { writeText } from '../spec/text.ts'
import { exhaust } from './drivers.ts'
import { breaks } from './search.ts'
import { size } from './size.ts'

/** Replaces `file` in one step: a reader, or a machine that dies, sees the old bytes or the new. */
export const writeWhole = (file: string, text: string): void => {
  mkdirSync(dirname(file), { recursive: true })
  const unfinished = `${file}.${process.pid}.tmp`
  const descriptor = openSync(unfinished, 'w')
  writeSync(descriptor, text)
  fsyncSync(descriptor)
  closeSync(descriptor)
  renameSync(unfinished, file)
}

/** A scenario in which a design breaks a rule, and how it was found. */
export interface Found {
  readonly rule: Rule
  readonly design: Design
  readonly scenario: ScenarioFile
  /** The assumption that it does not meet, if it is kept to show what is taken on trust. */
  readonly dropped?: Assumption
  /** `exhaustive, scope small` or `random, scope wide, seed 7` */
  readonly by: string
  /** `least in scope small`, or `shrunk`. */
  readonly how: string
}

/**
 * Writes `found` to `file`, unless a scenario is kept there that shows the same and is no larger.
 * Returns the size of what is there afterwards.
 */
export const keep = (file: string, found: Found, designs: readonly Design[]): number => {
  const known = existsSync(file) ? loadLitmus(file).file : undefined
  const dropped = found.dropped === undefined ? [] : [found.dropped]
  if (known !== undefined && breaks(found.rule, found.design, known, dropped) && size(known) <= size(found.scenario))
    return size(known)
  writeWhole(file, textOf(file, found, designs))
  return size(found.scenario)
}

const textOf = (file: string, found: Found, designs: readonly Design[]): string => {
  const { rule, design, scenario, dropped } = found
  const litmus: LitmusFile = {
    question: `Does ${design.id} keep ${rule.id} ${rule.name}${dropped === undefined ? '' : `, if ${dropped.id} is not given`}?`,
    why: `${firstFinding(found)}\n`,
    ...scenario,
    exists: { broken: rule.id },
    result: 'Never',
    ...exceptions(found, designs),
    ...(dropped === undefined ? {} : { dropped: [dropped.id] }),
    found: {
      rule: rule.id,
      design: design.id,
      by: found.by,
      size: size(scenario),
      how: found.how,
      'p2pdma-spec': version('package.json'),
      'fast-check': version('node_modules/fast-check/package.json'),
      reproduce: `npx p2pspec explain ${relative(file)}`,
    },
  }
  return writeText(litmus, ' A counterexample: a litmus test that the checker wrote.')
}

const firstFinding = ({ rule, design, scenario }: Found): string => {
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

/** The designs that do break it, by the answer of each. */
const exceptions = (found: Found, designs: readonly Design[]): Pick<LitmusFile, 'except'> => {
  const question = { exists: { broken: found.rule.id }, result: 'Never' as const }
  const dropped = found.dropped === undefined ? {} : { dropped: [found.dropped.id] }
  const litmus = { file: { ...found.scenario, ...dropped }, scenario: compile(found.scenario), questions: [question] }
  const judged = designs.includes(found.design) ? designs : [...designs, found.design]
  const answers = judged.map((design) => [design.id, answer(litmus, question, design, exhaust)] as const)
  return { except: Object.fromEntries(answers.filter(([, result]) => result !== 'Never')) }
}

const version = (file: string): string =>
  (JSON.parse(readFileSync(`${ROOT_FOLDER}${file}`, 'utf8')) as { version: string }).version
