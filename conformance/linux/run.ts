/**
 * `npm run linux:ask -- [--cache DIR] FILE...`: scenarios (litmus tests, counterexamples) put to the booted
 * Linux; each answer beside the model's.
 *
 * Exit status: 0 they agree, 1 they differ or a guest was in trouble, 2 something is missing or wrong.
 */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import linux612 from '../../model/designs/linux-6.12.ts'
import { loadLitmus } from '../../spec/library.ts'
import type { ScenarioFile } from '../../model/scenario.ts'
import { askLinux, judge, type Answered } from './ask.ts'
import { builtIn } from './cache.ts'
import { unaskable } from './askable.ts'
import { DEFAULT_CACHE, missingToRun, tellMissing } from './tools.ts'

const say = (text: string): void => void process.stdout.write(`${text}\n`)
const refuse = (text: string): number => {
  process.stderr.write(`linux:ask: ${text}`)
  return 2
}

const options = { cache: { type: 'string', default: DEFAULT_CACHE } } as const

const main = async (): Promise<number> => {
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  const missing = missingToRun()
  if (missing.length > 0) return refuse(tellMissing(missing))
  if (positionals.length === 0) return refuse('found no FILE; accepted: scenarios, one YAML file each\n')
  const cache = resolve(values.cache)
  const built = builtIn(cache)
  if (built === undefined) return refuse(`no kernel in ${cache}\n  npm run linux:build\n`)
  say(`Linux ${built.kernel}, config ${built.config}, module ${built.module}`)
  const files = positionals.map((name) => {
    const { machine, steps } = loadLitmus(name).file
    return { name, file: { machine, steps } }
  })
  const { answered } = await askLinux(
    cache,
    files.map(({ file }) => file),
  )
  const wrong = files.map(({ name, file }) =>
    tell(
      name,
      file,
      answered.find((one) => one.file === file),
    ),
  )
  return wrong.includes(true) ? 1 : 0
}

/** Every answer, and where the model has another; answers whether it is anything but agreement. */
const tell = (name: string, file: ScenarioFile, one: Answered | undefined): boolean => {
  if (one === undefined) {
    say(`${name}: not asked: ${unaskable(file)}`)
    return false
  }
  const { answers, differences } = judge(linux612, one)
  say(`${name}: ${one.trouble === undefined ? `${answers} answers` : `in trouble: ${one.trouble}`}`)
  one.answers.forEach((lines) => lines.forEach((line) => say(`  ${line}`)))
  for (const { question, linux, model } of differences)
    say(`${question}\n  Linux answered: ${linux}\n  allowed are only: ${model.join(' | ')}`)
  return one.trouble !== undefined || differences.length > 0
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`linux:ask: ${(error as Error).message}\n`)
  process.exitCode = 2
}
