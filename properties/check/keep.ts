/**
 * Keeping what was found: written whole or not at all, and only where it is news.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Design } from '../../model/kernel/design.ts'
import { compile, type ScenarioFile } from '../../model/scenario/file.ts'
import { brokenInRun, run, watch } from '../../spec/judge.ts'
import { answer, type LitmusFile } from '../../spec/litmus.ts'
import { loadLitmus, relative } from '../../spec/files/library.ts'
import type { Assumption, Rule } from '../../spec/rule.ts'
import { rules } from '../../spec/rules/index.ts'
import { writeText } from '../../spec/files/text.ts'
import { exhaust } from '../drivers/drivers.ts'
import { breaks } from '../search/search.ts'
import { size } from '../shrink/size.ts'
import { during } from '../outside/thrown.ts'

/** Replaces `file` in one step: a reader, or a machine that dies, sees the old bytes or the new. */
export const writeWhole = (file: string, text: string): void => {
  const folder = dirname(file)
  mkdirSync(folder, { recursive: true })
  const unfinished = `${file}.${process.pid}.tmp`
  try {
    synced(unfinished, 'w', (descriptor) => writeFileSync(descriptor, text))
    renameSync(unfinished, file)
  } catch (error) {
    rmSync(unfinished, { force: true })
    throw error
  }
  // The new name is in the folder, and the folder has to reach the disk too.
  synced(folder, 'r', () => {})
}

const synced = (path: string, flags: 'r' | 'w', work: (descriptor: number) => void): void => {
  const descriptor = openSync(path, flags)
  try {
    work(descriptor)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Removes what `writeWhole` left unfinished in a folder when its process was killed. */
export const removeUnfinished = (folder: string): void => {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) {
    const [, pid] = /\.(\d+)\.tmp$/.exec(name) ?? []
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(folder, name), { force: true })
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // A process of another user is alive, too.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

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

/**
 * Writes `found` to `file`, unless a scenario is kept there that shows the same and is no larger.
 * Returns the size of what is there afterwards.
 */
export const keep = (file: string, found: Violation, designs: readonly Design[]): number => {
  const known = existsSync(file) ? loadLitmus(file).file : undefined
  const dropped = found.dropped === undefined ? [] : [found.dropped]
  if (known !== undefined && breaks(found.rule, found.design, known, dropped) && size(known) <= size(found.scenario))
    return size(known)
  writeWhole(file, textOf(file, found, designs))
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
      'p2pdma-spec': version('../../package.json'),
      'fast-check': version('fast-check/package.json'),
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
  const asked = (design: Design) => during(found.scenario, () => answer(litmus, question, design, exhaust))
  const answers = judged.map((design) => [design.id, asked(design)] as const)
  return Object.fromEntries(answers.filter(([, result]) => result !== 'Never'))
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

/** As Node resolves it: npm puts a package where there is room for it. */
const version = (file: string): string => (createRequire(import.meta.url)(file) as { version: string }).version
