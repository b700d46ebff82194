/**
 * `npm run linux:findings [-- --cache DIR] [--pages] [NAME...]`: every scenario of `latent/` (or those named) asked of the
 * booted Linux, each in a boot of its own; the answers are kept, and the pages of `docs/findings` quote them. `--pages`: only
 * the pages, from what is recorded.
 *
 * Exit status: 0 recorded, 1 a guest was in trouble or the model answers otherwise, 2 something is missing or wrong.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { writeWhole } from '../../properties/keep.ts'
import { ROOT_FOLDER } from '../../spec/library.ts'
import { askFinding } from './ask-finding.ts'
import { builtIn, type Built } from './cache.ts'
import { LATENT, findingNames, loadFinding, readRecording, writeRecording } from './finding.ts'
import { tellDifferences, tellRecording, withBlocks } from './told.ts'
import { DEFAULT_CACHE, missingToRun, tellMissing } from './tools.ts'

export const PAGES = `${ROOT_FOLDER}docs/findings`
const say = (text: string): void => void process.stdout.write(`${text}\n`)

const options = {
  cache: { type: 'string', default: DEFAULT_CACHE },
  pages: { type: 'boolean', default: false },
} as const

const main = async (): Promise<number> => {
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  if (values.pages) return writePages()
  const missing = missingToRun()
  const cache = resolve(values.cache)
  const built = builtIn(cache)
  if (missing.length > 0 || built === undefined) {
    const what = missing.length > 0 ? tellMissing(missing) : `no kernel in ${cache}\n  npm run linux:build\n`
    process.stderr.write(`linux:findings: ${what}`)
    return 2
  }
  let wrong = 0
  for (const name of positionals.length > 0 ? positionals : findingNames())
    wrong += Number(!(await recordOne(name, cache, built)))
  return wrong > 0 ? 1 : writePages()
}

/** Asks, and keeps what was answered if the guest got to its end; answers whether all is well. */
const recordOne = async (name: string, cache: string, built: Built): Promise<boolean> => {
  const { recording, differences, trouble } = await askFinding(cache, built, loadFinding(`${LATENT}/${name}.yaml`))
  say(`${name}: ${trouble === undefined ? `${recording.asked.length} answers` : `in trouble: ${trouble}`}`)
  tellDifferences(differences)
  if (trouble === undefined) writeRecording(name, recording)
  return trouble === undefined && differences.length === 0
}

const writePages = (): number => {
  for (const file of readdirSync(PAGES)) {
    const page = readFileSync(`${PAGES}/${file}`, 'utf8')
    const current = withBlocks(page, (name) => {
      const recording = readRecording(name)
      if (recording === undefined) throw new Error(`docs/findings/${file}: ${name} was never recorded`)
      return tellRecording(recording)
    })
    if (current === page) continue
    writeWhole(`${PAGES}/${file}`, current)
    say(`docs/findings/${file}: written`)
  }
  return 0
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`linux:findings: ${(error as Error).message}\n`)
  process.exitCode = 2
}
