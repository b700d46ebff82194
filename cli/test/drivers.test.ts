/**
 * The drivers of docs/tutorial/drivers.md: the page shows the files beside it, each is wrong by the least sequence that the page shows, and
 * Linux with the reference driver is not.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import forgetsFailure from '../../docs/tutorial/forgets-failure.ts'
import privateAsRam from '../../docs/tutorial/private-as-ram.ts'
import hmmDmaMap from '../../model/designs/proposals/hmm-dma-map.ts'
import linux612 from '../../model/designs/releases/linux-6.12.ts'
import type { Design } from '../../model/kernel/design.ts'
import { compile, type ScenarioFile } from '../../model/scenario/file.ts'
import { run, watch } from '../../spec/judge.ts'
import { ROOT_FOLDER, loadLitmus } from '../../spec/files/library.ts'
import { rules } from '../../spec/rules/index.ts'

const text = (name: string): string => readFileSync(`${ROOT_FOLDER}${name}`, 'utf8')
const page = text('docs/tutorial/drivers.md')

/** Files that the page shows, each in a block that begins with its name. */
const shown = [...page.matchAll(/^```(?:ts|yaml)\n(?:\/\/|#) (\S+)\n(.*?)^```$/gms)].map(([, name, body]) => [
  name,
  body,
])

const breaks = (design: Design, id: string, file: ScenarioFile): boolean => {
  const scenario = compile(file)
  const rule = rules.find((one) => one.id === id)!
  return (
    watch(
      rule,
      run(design, scenario, () => 0),
      design,
      scenario,
    ).broken !== undefined
  )
}

describe('docs/tutorial/drivers.md', () => {
  it('shows the files as they are', () => {
    expect(shown.map(([name]) => name)).toEqual(
      ['private-as-ram', 'forgets-failure'].flatMap((name) =>
        ['ts', 'yaml'].map((end) => `docs/tutorial/${name}.${end}`),
      ),
    )
    for (const [name, body] of shown) expect(body, name).toBe(text(name))
  })

  const WRONG: readonly [string, Design, Design, string][] = [
    ['private-as-ram', privateAsRam, hmmDmaMap, 'S41'],
    ['forgets-failure', forgetsFailure, linux612, 'S38'],
  ]
  for (const [name, wrong, mended, rule] of WRONG)
    it(`has a sequence by which ${name} breaks ${rule}, and its release does not; with any step less it breaks nothing`, () => {
      const { machine, steps, exists } = loadLitmus(`${ROOT_FOLDER}docs/tutorial/${name}.yaml`).file
      expect(exists).toEqual({ broken: rule })
      const file = { machine, steps }
      expect([breaks(wrong, rule, file), breaks(mended, rule, file)]).toEqual([true, false])
      for (const i of file.steps.keys()) {
        const fewer = { ...file, steps: file.steps.toSpliced(i, 1) }
        expect(breaks(wrong, rule, fewer), `without steps[${i}]`).toBe(false)
      }
    })
})
