/**
 * `npm run linux:ask -- [--cache DIR] [--text] FILE...`: scenarios (litmus tests, counterexamples) put to the booted
 * Linux; each answer beside the model's.
 *
 * Exit status: 0 they agree, 1 they differ or a guest was in trouble, 2 something is missing or wrong.
 */
import * as E from 'fp-ts/lib/Either.js'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import linux612 from '../../model/designs/linux-6.12.ts'
import { loadLitmus } from '../../spec/library.ts'
import { askLinux, judge } from './ask.ts'
import { builtIn } from './cache.ts'
import { guestText } from './guest.ts'
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
  let wrong = false
  for (const name of positionals) {
    const { machine, steps } = loadLitmus(name).file
    const text = guestText(0, { machine, steps })
    if (E.isLeft(text)) {
      say(`${name}: not asked: ${text.left}`)
      continue
    }
    const [one] = (await askLinux(cache, [{ machine, steps }])).answered
    const { answers, differences } = judge(linux612, one)
    say(`${name}: ${one.trouble === undefined ? `${answers} answers` : `in trouble: ${one.trouble}`}`)
    one.answers.forEach((lines) => lines.forEach((line) => say(`  ${line}`)))
    for (const { question, linux, model } of differences)
      say(`${question}\n  Linux answered: ${linux}\n  allowed are only: ${model.join(' | ')}`)
    wrong ||= one.trouble !== undefined || differences.length > 0
  }
  return wrong ? 1 : 0
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`linux:ask: ${(error as Error).message}\n`)
  process.exitCode = 2
}
