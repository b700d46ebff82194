/**
 * `npm run linux:record [-- --cases N] [--machines N] [--seed N] [--cache DIR]`: the corpus anew, whatever the model says to it.
 *
 * Exit status: 0 recorded, 1 a guest was in trouble and nothing was written, 2 something is missing or wrong.
 */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { askLinux } from './ask.ts'
import { builtIn } from './cache.ts'
import { cases, qemuCases } from './cases.ts'
import { writeCorpus } from './corpus.ts'
import { DEFAULT_CACHE, missingToRun, tellMissing } from './tools.ts'

const options = {
  cases: { type: 'string', default: '320' },
  machines: { type: 'string', default: '54' },
  seed: { type: 'string', default: '2' },
  cache: { type: 'string', default: DEFAULT_CACHE },
} as const

const main = async (): Promise<number> => {
  const { values } = parseArgs({ options })
  const missing = missingToRun()
  const cache = resolve(values.cache)
  const built = builtIn(cache)
  if (missing.length > 0 || built === undefined) {
    const what = missing.length > 0 ? tellMissing(missing) : `no kernel in ${cache}\n  npm run linux:build\n`
    process.stderr.write(`linux:record: ${what}`)
    return 2
  }
  const [count, machines, seed] = [values.cases, values.machines, values.seed].map(Number)
  const { answered } = await askLinux(cache, [...cases(count, seed), ...qemuCases(machines, seed)])
  const troubled = answered.filter(({ trouble }) => trouble !== undefined)
  for (const { trouble, text } of troubled) process.stderr.write(`in trouble: ${trouble}\n${text}`)
  if (troubled.length > 0) return 1
  const manifest = writeCorpus(built, seed, answered)
  process.stdout.write(`${manifest.cases} cases, ${manifest.answers} answers of Linux ${manifest.kernel}\n`)
  return 0
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`linux:record: ${(error as Error).message}\n`)
  process.exitCode = 2
}
