/**
 * `npm run bench -- scopes`: goes through every scope that has an end, medium too, and counts. The counts are those of
 * the manifest, on every machine; that of words is the closed formula's.
 */
import { exhaustScenarios } from '../properties/drivers/drivers.ts'
import { MANIFEST } from '../properties/scopes/scope-manifest.ts'
import { scenariosIn } from '../properties/scopes/scope-count.ts'
import { scopes } from '../properties/scopes/index.ts'
import { cpuSeconds } from './measure.ts'
import { exact, table } from './table.ts'

export const countScopes = async (print: (text: string) => void): Promise<void> => {
  const rows = scopes
    .filter(({ name }) => MANIFEST[name] !== undefined)
    .map((scope) => {
      let counted = { words: 0, scenarios: 0 }
      const seconds = cpuSeconds(() => (counted = exhaustScenarios(scope, () => {})))
      const [words, scenarios] = MANIFEST[scope.name]
      const same = counted.words === words && counted.scenarios === scenarios && words === scenariosIn(scope)
      if (!same) process.exitCode = 1
      const told = same ? 'as the manifest and the formula say' : `the manifest says ${words} and ${scenarios}`
      return [scope.name, exact(counted.words), exact(counted.scenarios), seconds.toFixed(1), told]
    })
  print(table(['scope', 'words', 'scenarios', 'CPU s', ''], rows))
}
