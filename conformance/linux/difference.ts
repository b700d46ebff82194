/**
 * A difference between the model and Linux, as a file: a scenario like any other, so that `p2pspec explain` tells it and
 * `linux:ask` asks it again, with what Linux answered and which Linux that was.
 */
import { existsSync } from 'node:fs'
import { WHOLE_FILE, problem } from '../../model/problem.ts'
import type { Design } from '../../model/kernel/design.ts'
import { writeWhole } from '../../properties/keep.ts'
import { BadFile, COUNTEREXAMPLES_FOLDER, loadLitmus, relative } from '../../spec/library.ts'
import { scenarioOf, type LitmusFile } from '../../spec/litmus.ts'
import { writeText } from '../../spec/text.ts'
import { judge, type Answered } from './ask.ts'
import { hashOf, type Built } from './cache.ts'
import type { CaseFile } from './case.ts'
import { tellDifference } from './compare.ts'
import { answeredIn, keptOf, type Kept, type Recorded } from './corpus.ts'

/** What the model of Linux 6.12 has wrong, until it is mended. */
export const DIFFERENCES = `${COUNTEREXAMPLES_FOLDER}/linux`

/** Who asked, and how. */
export interface Asked {
  readonly folder: string
  readonly built: Built
  readonly design: Design
  readonly seed: number
}

/** A file, and whether it is of this run. */
export interface Saved {
  readonly path: string
  readonly isNew: boolean
}

/**
 * Keeps what was found, whole or not at all. Its name says what it holds: the same finding is
 * written once, and no other finding can have its name.
 */
export const keepDifference = ({ folder, built, design, seed }: Asked, one: Answered): Saved => {
  const { differences } = judge(design, one)
  if (differences.length === 0) throw new Error('a case that does not differ')
  const { kernel, config, module } = built
  const kept = keptOf(one)
  const [kind] = /^\w+/.exec(differences[0].question.replace(/^steps\[\d+\] \{"/, '')) ?? ['answer']
  const path = `${folder}/${kind}-${hashOf(design.id, kernel, config, module, JSON.stringify(kept)).slice(0, 8)}.yaml`
  if (existsSync(path)) return { path, isNew: false }
  const { machine, steps, ...guest } = one.file
  const file: LitmusFile = {
    question: `Does ${design.id} answer as Linux ${kernel} does?`,
    why: `${differences.map(tellDifference).join('\n')}\n`,
    machine,
    steps,
    found: {
      model: design.id,
      by: `linux:check, seed ${seed}`,
      kernel,
      config,
      module,
      cpu: one.cpu,
      ram: one.ram,
      ...(Object.keys(guest).length === 0 ? {} : { guest: JSON.stringify(guest) }),
      answers: `${kept.asked.map(([question, ...lines]) => [`? ${question}`, ...lines].join('\n')).join('\n')}\n`,
      reproduce: `npm run linux:ask -- ${relative(path)}`,
    },
  }
  writeWhole(path, writeText(file, ' Model and Linux differ: what a booted kernel answered, kept by linux:check.'))
  return { path, isNew: true }
}

/** The case in a file: what a scenario does not say of it (parameters, pools) stands in `found.guest`. */
export const caseOf = (file: LitmusFile): CaseFile => ({
  ...scenarioOf(file),
  ...(JSON.parse(String(file.found?.['guest'] ?? '{}')) as Omit<CaseFile, 'machine' | 'steps'>),
})

/** What Linux answered; throws BadFile where the file is none of {@link keepDifference}, or other questions are put today. */
export const readDifference = (path: string): Recorded => {
  const { file } = loadLitmus(path)
  const { cpu, ram, answers } = file.found ?? {}
  if (typeof cpu !== 'string' || typeof ram !== 'number' || typeof answers !== 'string')
    throw new BadFile(path, [problem(WHOLE_FILE, 'no answer of Linux', 'found.cpu, found.ram and found.answers')])
  const asked = answers.trimEnd().split(/^\? /m).slice(1).map(linesOf)
  return answeredIn({ cpu, ram, scenario: caseOf(file), asked }, path)
}

const linesOf = (text: string): Kept['asked'][number] => {
  const [question, ...lines] = text.trimEnd().split('\n')
  return [question, ...lines]
}
