/**
 * `npm run linux:findings [-- --cache DIR] [--pages] [NAME...]`: every scenario of `latent/` (or those named) asked of the
 * booted Linux, each in a boot of its own; the answers are kept, and the pages of `docs/findings` quote them. `--pages`: only
 * the pages, from what is recorded.
 *
 * Another kernel than 6.12 has its answers kept apart (`findings-7.3`), and only the page that compares it is written.
 * What our module leaves out there is not asked. The model does not describe that kernel: where it answers otherwise,
 * that is told, and no failure.
 *
 * Exit status: 0 recorded, 1 a guest was in trouble or the model answers otherwise than 6.12, 2 something is missing
 * or wrong.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { writeWhole } from '../../../spec/files/write.ts'
import { askFinding } from '../findings/ask-finding.ts'
import type { Built } from '../guest/cache.ts'
import { argumentsOf, command, kernelToAsk, say } from './command.ts'
import { tellDifference } from '../compare/compare.ts'
import {
  DESCRIBED,
  LATENT,
  findingNames,
  loadFinding,
  readRecording,
  seriesOf,
  tryRecordings,
  writeRecording,
} from '../findings/finding.ts'
import { tellLater } from '../findings/later.ts'
import { PAGES, quotedIn, tellHeard, tellRecording, withBlocks } from '../findings/told.ts'
import { DEFAULT_CACHE } from '../guest/tools.ts'

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
  tryRecordings(seriesOf(built.kernel))
  let wrong = 0
  for (const name of positionals.length > 0 ? positionals : findingNames())
    wrong += Number(!(await recordOne(name, cache, built)))
  return wrong > 0 ? 1 : writePages(seriesOf(built.kernel))
}

/** Asks, and keeps what was answered if the guest got to its end; answers whether all is well. */
const recordOne = async (name: string, cache: string, built: Built): Promise<boolean> => {
  const finding = loadFinding(`${LATENT}/${name}.yaml`)
  const { recording, differences, trouble, notAsked } = await askFinding(cache, built, finding)
  if (notAsked !== undefined) {
    say(`${name}: not asked, the module for Linux ${built.kernel} has no ${notAsked}`)
    return true
  }
  say(tellHeard(name, recording.asked.length, trouble))
  for (const difference of differences) say(tellDifference(difference))
  if (trouble === undefined) writeRecording(name, recording)
  return trouble === undefined && (differences.length === 0 || seriesOf(built.kernel) !== DESCRIBED)
}

/** @param series another kernel than the pages are of: only those that compare it */
const writePages = (series = DESCRIBED): number => {
  for (const file of readdirSync(PAGES)) {
    const page = readFileSync(`${PAGES}/${file}`, 'utf8')
    if (series !== DESCRIBED && !quotedIn(page, 'compared').includes(series)) continue
    const quoted = withBlocks(page, (name) => {
      const recording = readRecording(name)
      if (recording === undefined) throw new Error(`docs/findings/${file}: ${name} was never recorded`)
      return tellRecording(recording)
    })
    const current = withBlocks(quoted, tellLater, 'compared')
    if (current === page) continue
    writeWhole('linux:findings', `${PAGES}/${file}`, current)
    say(`docs/findings/${file}: written`)
  }
  return 0
}

await command('linux:findings', main)
