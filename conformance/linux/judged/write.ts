/** `npm run linux:docs`: counts the corpus anew; `p2pspec docs`, which comes behind it, makes the page of it. */
import { writeWhole } from '../../../properties/check/keep.ts'
import { readCorpus } from '../compare/corpus.ts'
import { COUNTS, count } from './count.ts'

try {
  const counts = count(readCorpus())
  writeWhole(COUNTS, `${JSON.stringify(counts, undefined, 2)}\n`)
  process.stdout.write(`${Object.keys(counts.noticed).length} tampered models over the corpus ${counts.corpus}\n`)
} catch (error) {
  process.stderr.write(`linux:docs: ${(error as Error).message}\n`)
  process.exitCode = 1
}
