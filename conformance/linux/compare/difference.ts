/**
 * A difference between the model and Linux, as a file: a scenario like any other, so that `p2pspec explain` tells it and
 * `linux:ask` asks it again, with what Linux answered and which Linux that was.
 */
import { existsSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { count, list, name, optional, record } from '../../../model/machine/fields.ts'
import { WHOLE_FILE, problem, type Problem } from '../../../model/problem.ts'
import type { Design } from '../../../model/kernel/design.ts'
import { makeFolder, writeWhole } from '../../../spec/files/write.ts'
import { COUNTEREXAMPLES_FOLDER, loadLitmus, relative } from '../../../spec/files/library.ts'
import { BadFile } from '../../../spec/problem.ts'
import { scenarioOf, toProblem, type LitmusFile } from '../../../spec/litmus.ts'
import { writeText } from '../../../spec/files/text.ts'
import { judge, type Answered } from './ask.ts'
import { hashOf, type Built } from '../guest/cache.ts'
import type { CaseFile } from './case.ts'
import { tellDifference } from './compare.ts'
import { answeredIn, keptOf, type Kept, type Recorded } from './corpus.ts'

/** What the model of Linux 6.12 has wrong, until it is mended. */
export const DIFFERENCES = `${COUNTEREXAMPLES_FOLDER}/linux`

/** Who asked, and how. */
export interface Inquirer {
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
export const keepDifference = ({ folder, built, design, seed }: Inquirer, one: Answered): Saved => {
  const { differences } = judge(design, one)
  if (differences.length === 0) throw new Error('a case that does not differ')
  const { kernel, config, module } = built
  const kept = keptOf(one)
  const hash = hashOf(design.id, kernel, config, module, JSON.stringify(kept)).slice(0, 12)
  const path = `${folder}/${differences[0].kind}-${hash}.yaml`
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
  makeFolder('linux:check', folder)
  writeWhole(
    'linux:check',
    path,
    writeText(file, ' Model and Linux differ: what a booted kernel answered, kept by linux:check.'),
  )
  return { path, isNew: true }
}

const piece = t.union([record({ take: count }), record({ give: count })])
/** What a scenario does not say of a case. */
const guest = record({
  pci: optional(t.string),
  requestsAcs: optional(t.boolean),
  strict: optional(t.boolean),
  shares: optional(t.boolean),
  pools: optional(list(record({ provider: name, pieces: list(piece) }))),
})

/** The case in a file: what a scenario does not say of it (parameters, pools) stands in `found.guest`; throws BadFile. */
export const keptCase = (path: string, file: LitmusFile): CaseFile => {
  const text = String(file.found?.['guest'] ?? '{}')
  const refused = (found: string, accepted: string): BadFile =>
    new BadFile(path, [problem('found.guest', found, accepted)])
  const said = E.tryCatch(
    () => JSON.parse(text) as unknown,
    () => refused('no JSON', 'an object in JSON: pci, requestsAcs, strict, shares, pools'),
  )
  if (E.isLeft(said)) throw said.left
  const decoded = guest.decode(said.right)
  if (E.isLeft(decoded))
    throw new BadFile(
      path,
      decoded.left.map((error) => inside('found.guest', toProblem(error))),
    )
  return { ...scenarioOf(file), ...decoded.right }
}

const inside = (path: string, { path: at, found, accepted }: Problem): Problem =>
  problem(at === WHOLE_FILE ? path : `${path}.${at}`, found, accepted)

/** What Linux answered; throws BadFile where the file is none of {@link keepDifference}, or other questions are put today. */
export const readDifference = (path: string): Recorded => {
  const { file } = loadLitmus(path)
  const { cpu, ram, answers } = file.found ?? {}
  if (typeof cpu !== 'string' || typeof ram !== 'number' || typeof answers !== 'string')
    throw new BadFile(path, [problem(WHOLE_FILE, 'no answer of Linux', 'found.cpu, found.ram and found.answers')])
  const asked = answers.trimEnd().split(/^\? /m).slice(1).map(linesOf)
  return answeredIn({ cpu, ram, scenario: keptCase(path, file), asked }, path)
}

const linesOf = (text: string): Kept['asked'][number] => {
  const [question, ...lines] = text.trimEnd().split('\n')
  return [question, ...lines]
}
