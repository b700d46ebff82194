/**
 * `npm run linux:record [-- --cases N] [--machines N] [--seed N] [--cache DIR]`: the corpus anew, whatever the model says to it.
 *
 * `--shares`: that of the cases that ask who shares what, instead.
 * Exit status: 0 recorded, 1 a guest was in trouble and nothing was written, 2 something is missing or wrong.
 */
import { askLinux } from '../compare/ask.ts'
import { everyCase, sharingCases } from '../compare/cases.ts'
import { amounts, argumentsOf, command, kernelToAsk, say } from './command.ts'
import { CORPUS, SHARING_CORPUS, tryCorpus, writeCorpus } from '../compare/corpus.ts'
import { DEFAULT_CACHE } from '../guest/tools.ts'

const options = {
  cases: { type: 'string', default: '320' },
  machines: { type: 'string', default: '54' },
  seed: { type: 'string', default: '2' },
  shares: { type: 'boolean', default: false },
  cache: { type: 'string', default: DEFAULT_CACHE },
} as const

const main = async (): Promise<number> => {
  const { values } = argumentsOf({ options }, process.argv.slice(2))
  const { count, machines, seed } = amounts(values)
  const { cache, built } = kernelToAsk(values.cache)
  const folder = values.shares ? SHARING_CORPUS : CORPUS
  tryCorpus(folder)
  const files = (values.shares ? sharingCases : everyCase)(count, machines, seed)
  const { answered, unasked } = await askLinux(cache, files)
  const troubled = answered.filter(({ trouble }) => trouble !== undefined)
  for (const { trouble, text } of troubled) process.stderr.write(`in trouble: ${trouble}\n${text}`)
  if (troubled.length > 0) return 1
  for (const [reason, n] of unasked) say(`not asked, ${n}: ${reason}`)
  const manifest = writeCorpus(folder, built, seed, answered)
  say(`${manifest.cases} cases, ${manifest.answers} answers of Linux ${manifest.kernel}; next: npm run linux:docs`)
  return 0
}

await command('linux:record', main)
