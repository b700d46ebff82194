/**
 * `npm run linux:check [-- --cases N] [--machines N] [--seed N] [--cache DIR]`: model and booted Linux give the same answers.
 *
 * `--machines`: how many machines of QEMU's own devices, most with an IOMMU; `--against`: a tampered model in the right one's
 * place, to see how a difference looks. Two halves in one run: the model of Linux 6.12 differs nowhere, and every tampered model (`tampered.ts`) differs
 * somewhere. Exit status: 0 so it is, 1 it is not, 2 something is missing or an argument is wrong.
 */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { stringify } from 'yaml'
import linux612 from '../../model/designs/linux-6.12.ts'
import type { Design } from '../../model/kernel/design.ts'
import { askLinux, judge, type Answered, type Asking } from './ask.ts'
import { builtIn } from './cache.ts'
import { cases, qemuCases } from './cases.ts'
import type { Difference } from './compare.ts'
import { kinds, shrinkDifference } from './shrink.ts'
import { tampered } from './tampered.ts'
import { DEFAULT_CACHE, missingToRun, tellMissing } from './tools.ts'

/** Ways to differ that are shrunk and shown. */
const SHOWN = 3
const say = (text: string): void => void process.stdout.write(`${text}\n`)

const options = {
  cases: { type: 'string', default: '200' },
  machines: { type: 'string', default: '30' },
  against: { type: 'string', default: linux612.id },
  seed: { type: 'string', default: '1' },
  cache: { type: 'string', default: DEFAULT_CACHE },
} as const

const main = async (): Promise<number> => {
  const { values } = parseArgs({ options })
  const [count, machines, seed] = [values.cases, values.machines, values.seed].map(Number)
  if (![count, machines, seed].every((n) => Number.isSafeInteger(n) && n >= 0) || count + machines === 0)
    throw new Error('--cases, --machines and --seed: accepted: whole numbers, at least one case')
  const model = [linux612, ...tampered].find(({ id }) => id === values.against)
  if (model === undefined)
    throw new Error(`--against ${values.against}: accepted: ${tampered.map((d) => d.id).join('; ')}`)
  const missing = missingToRun()
  if (missing.length > 0) return refuse(tellMissing(missing))
  const cache = resolve(values.cache)
  const built = builtIn(cache)
  if (built === undefined) return refuse(`no kernel in ${cache}\n  npm run linux:build\n`)
  say(`Linux ${built.kernel}, config ${built.config}, module ${built.module}`)
  const started = performance.now()
  const files = [...cases(count, seed), ...qemuCases(machines, seed)]
  const asking = await askLinux(cache, files, undefined, (n) => process.stderr.write(`\r${n}/${files.length}`))
  process.stderr.write('\n')
  const controls = controlsMissed(asking.answered)
  const bad = await report(cache, model, asking, seed)
  say(`${Math.round((performance.now() - started) / 1000)} s, a measurement`)
  return bad || controls > 0 ? 1 : 0
}

const refuse = (text: string): number => {
  process.stderr.write(`linux:check: ${text}`)
  return 2
}

/** Tells what was compared and what differs; answers whether anything is wrong. */
const report = async (cache: string, model: Design, asking: Asking, seed: number): Promise<boolean> => {
  const { answered, unasked, boots, hellos } = asking
  const judged = answered.map((one) => ({ one, ...judge(model, one) }))
  const differing = judged.filter(({ differences }) => differences.length > 0)
  const troubled = answered.filter(({ trouble }) => trouble !== undefined)
  for (const hello of new Set(hellos)) say(`  ${hello}`)
  for (const [reason, n] of unasked) say(`  not asked, ${n}: ${reason}`)
  const answers = judged.reduce((sum, one) => sum + one.answers, 0)
  say(`${answered.length} cases of seed ${seed} asked in ${boots} boots, ${answers} answers compared`)
  for (const one of troubled.slice(0, SHOWN)) say(`in trouble: ${one.trouble}\n${one.text}`)
  say(`${troubled.length} cases in trouble, ${differing.length} with differences`)
  const found = differing.map(({ one, differences }) => ({ key: kindOf(differences[0]), answered: one }))
  for (const one of kinds(found).slice(0, SHOWN)) tell(model, await shrinkDifference(cache, model, one))
  return differing.length + troubled.length > 0 || answers === 0
}

/** What a difference is about: the kind of question, and both answers without their numbers. */
const kindOf = ({ question, linux, model }: Difference): string =>
  [question.replace(/^steps\[\d+\] \{"(\w+)".*$/, '$1'), linux, ...model]
    .join(' | ')
    .replaceAll(/0x[0-9a-f]+|\d+/g, '#')

const tell = (model: Design, one: Answered): void => {
  say(`\ncpu ${one.cpu}\n${stringify({ machine: one.file.machine, steps: one.file.steps })}`)
  for (const { question, linux, model: allowed } of judge(model, one).differences)
    say(`${question}\n  Linux answered: ${linux}\n  allowed are only: ${allowed.join(' | ')}`)
}

/** Each tampered model over the same answers; how many of them nobody noticed. */
const controlsMissed = (answered: readonly Answered[]): number => {
  const noticed = tampered.map(
    (design) => [design.id, answered.filter((one) => judge(design, one).differences.length > 0).length] as const,
  )
  say('tampered models, cases that notice:')
  for (const [id, n] of noticed) say(`  ${String(n).padStart(5)}  ${id}${n === 0 ? '   NOT NOTICED' : ''}`)
  return noticed.filter(([, n]) => n === 0).length
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`linux:check: ${(error as Error).message}\n`)
  process.exitCode = 2
}
