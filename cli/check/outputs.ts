/** Where a check writes: tried before the search, for a search is long. */
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { EXPECTED_FILE } from '../../spec/files/expected.ts'
import { LITMUS_FOLDER, loadFolder } from '../../spec/files/library.ts'
import { placeOf } from '../../spec/files/place.ts'
import { removeUnfinished } from '../../spec/files/unfinished.ts'
import { tryFile, tryFolder } from '../../spec/files/write.ts'
import type { Plan } from './plan.ts'

/** Throws what a write would, and what a file says that is kept there and is no scenario. */
export const tryOutputs = (plan: Plan): void => {
  const { folder, outsideFolder, keeps, outside, log, update } = plan
  const trust = `${folder}/trust`
  const isOutside = [...outside.designs, ...outside.rules, ...outside.operations].length > 0
  // The folder of this repository is read: what is kept there is seldom news.
  if (keeps) tryFolder('--keep', folder)
  else if (isOutside) tryFolder('--keep', outsideFolder)
  if (keeps && existsSync(trust)) tryFolder('--keep', trust)
  if (log !== undefined) {
    tryFile('--log', log, inputsOf(plan))
    removeUnfinished(dirname(placeOf('--log', log)))
  }
  if (update) tryFile('--update', EXPECTED_FILE)
  for (const one of new Set([folder, trust, outsideFolder])) {
    removeUnfinished(one)
    loadFolder(one)
  }
}

/** Files that a check reads, and those that it keeps for others to read. */
export const inputsOf = ({ folder, outsideFolder, outside }: Plan): string[] => [
  ...outside.designs,
  ...outside.rules,
  ...outside.operations,
  EXPECTED_FILE,
  ...[LITMUS_FOLDER, folder, `${folder}/trust`, outsideFolder].flatMap((one) =>
    existsSync(one)
      ? readdirSync(one)
          .filter((name) => name.endsWith('.yaml'))
          .map((name) => join(one, name))
      : [],
  ),
]
