/**
 * Every saved scenario explained, once for all the suites that look at each of them.
 */
import { COUNTEREXAMPLES_FOLDER, LITMUS_FOLDER, TRUST_FOLDER, loadFolder } from '../../../spec/files/library.ts'
import { explained } from '../../../story/story.ts'
import { designNamed } from '../../command.ts'

export const saved = [LITMUS_FOLDER, COUNTEREXAMPLES_FOLDER, TRUST_FOLDER]
  .flatMap(loadFolder)
  .map(({ path, litmus }) => {
    const design = designNamed(String(litmus.file.found?.['design'] ?? 'linux-6.12'))
    return { path, litmus, design, explained: explained(litmus, design) }
  })
