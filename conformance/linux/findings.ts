/**
 * `npm run linux:findings [-- --cache DIR] [--pages] [NAME...]`: every scenario of `latent/` (or those named) asked of the
 * booted Linux, each in a boot of its own; the answers are kept, and the pages of `docs/findings` quote them. `--pages`: only
 * the pages, from what is recorded.
 *
 * Exit status: 0 recorded, 1 a guest was in trouble or the model answers otherwise, 2 something is missing or wrong.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { writeWhole } from '../../properties/keep.ts'
import { ROOT_FOLDER } from '../../spec/library.ts'
import { askFinding } from './ask-finding.ts'
import type { Built } from './cache.ts'
import { argumentsOf, command, kernelToAsk, say } from './command.ts'
import { tellDifference } from './compare.ts'
import { LATENT, findingNames, loadFinding, readRecording, writeRecording } from './finding.ts'
import { tellRecording, withBlocks } from './told.ts'
import { DEFAULT_CACHE } from './tools.ts'

export const PAGES = `${ROOT_FOLDER}docs/findings`

const options = {
  cache: { type: 'string', default: DEFAULT_CACHE },
  pages: { type: 'boolean', default: false },
} as const

const main = async (): Promise<number> => {
  const { values, positionals } = argumentsOf({ options, allowPositionals: true }, process.argv.slice(2))
  if (values.pages) return writePages()
  const unknown = positionals.filter((name) => !findingNames().includes(name))
  if (unknown.length > 0) throw new Error(`found ${unknown.join(', ')}; accepted: ${findingNames().join(', ')}`)
  const { cache, built } = kernelToAsk(values.cache)
  let wrong = 0
  for (const name of positionals.length > 0 ? positionals : findingNames())
    wrong += Number(!(await recordOne(name, cache, built)))
  return wrong > 0 ? 1 : writePages()
}

/** Asks, and keeps what was answered if the guest got to its end; answers whether all is well. */
const recordOne = async (name: string, cache: string, built: Built): Promise<boolean> => {
  const { recording, differences, trouble } = await askFinding(cache, built, loadFinding(`${LATENT}/${name}.yaml`))
  say(`${name}: ${trouble === undefined ? `${recording.asked.length} answers` : `in trouble: ${trouble}`}`)
  for (const difference of differences) say(tellDifference(difference))
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

await command('linux:findings', main)
