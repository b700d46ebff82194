/** `npm run linux:docs`: counts the corpus anew; `p2pspec docs`, which comes behind it, makes the page of it. */
import { tryFile, writeWhole } from '../../../spec/files/write.ts'
import { readCorpus } from '../compare/corpus.ts'
import { COUNTS, count } from './count.ts'

try {
  tryFile('linux:docs', COUNTS)
  const counts = count(readCorpus())
  writeWhole('linux:docs', COUNTS, `${JSON.stringify(counts, undefined, 2)}\n`)
  process.stdout.write(`${Object.keys(counts.noticed).length} tampered models over the corpus ${counts.corpus}\n`)
} catch (error) {
  process.stderr.write(`linux:docs: ${(error as Error).message}\n`)
  process.exitCode = 1
}
