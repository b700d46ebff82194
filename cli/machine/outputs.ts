/** The machine as a file for other commands, and as a picture. */
import { resolve } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import type { Asked } from '../../machines/cases.ts'
import { designIn } from '../../machines/release.ts'
import { nameOf } from '../../machines/why.ts'
import { scenarioOf, type Written } from '../../machines/scenario/index.ts'
import type { Pair } from '../../machines/scenario/pair.ts'
import { writeText } from '../../spec/files/text.ts'
import { inOneLine } from '../../spec/files/place.ts'
import { tryFile, writeWhole } from '../../spec/files/write.ts'
import { litmusOf } from '../../spec/litmus.ts'
import { BadFile } from '../../spec/problem.ts'
import { sceneOf } from '../../story/picture/scene.ts'
import { svgOf } from '../../story/picture/svg.ts'
import { explained } from '../../story/story.ts'
import { counted, hanging, wrapped } from '../../story/words/lines.ts'
import { UsageError, designNamed, print, words, type Values } from '../command.ts'

const written = (file: string, asked: Asked, pair: Pair | undefined): Written => {
  const found = scenarioOf(asked, pair)
  if (E.isLeft(found)) throw new BadFile(`${file}, as a scenario`, found.left)
  return found.right
}

/** What is written, and what is read: tried before the work, so that one is not written where the other cannot be. */
export interface Outputs {
  readonly scenario?: string
  readonly svg?: string
  readonly inputs: readonly string[]
}

export const outputsOf = (file: string, values: Values): Outputs => {
  const [scenario, svg] = ['scenario', 'svg'].map((option) => words(values, option).at(0))
  const inputs = [file, ...['diff', 'iommu-groups', 'cpuinfo'].flatMap((option) => words(values, option))]
  if (scenario !== undefined) tryFile('--scenario', scenario, inputs)
  if (svg !== undefined) tryFile('--svg', svg, inputs)
  if (scenario !== undefined && svg !== undefined && resolve(scenario) === resolve(svg))
    throw new UsageError(`--scenario and --svg: found ${inOneLine(svg)} for both; accepted: two files`)
  return { inputs, ...(scenario === undefined ? {} : { scenario }), ...(svg === undefined ? {} : { svg }) }
}

export const writeScenario = (
  file: string,
  { scenario: out, inputs }: Outputs,
  asked: Asked,
  pair: Pair | undefined,
): void => {
  if (out === undefined) return
  const { file: scenario, notes } = written(file, asked, pair)
  const comment = [`written by p2pspec machine from ${inOneLine(file)}`, ...notes].map((note) => ` ${note}`).join('\n')
  writeWhole('--scenario', out, writeText(scenario, comment), inputs)
  print(
    [
      wrapped(`${inOneLine(out)}: npx p2pspec explain ${inOneLine(out)}`),
      ...notes.map((note) => hanging(`- ${note}`, '  ', '    ')),
    ].join('\n'),
  )
}

/** The picture that explain draws of that scenario. */
export const writePicture = async (
  file: string,
  { svg: out, inputs }: Outputs,
  asked: Asked,
  pair: Pair | undefined,
): Promise<void> => {
  if (out === undefined) return
  const litmus = litmusOf(written(file, asked, pair).file)
  if (E.isLeft(litmus)) throw new BadFile(`${file}, as a scenario`, litmus.left)
  const scene = sceneOf(file, litmus.right, explained(litmus.right, designNamed(designIn(asked.release))))
  writeWhole('--svg', out, await svgOf(scene), inputs)
  const way =
    pair === undefined
      ? ''
      : `, and how ${nameOf(asked, pair.client)} reaches memory of ${nameOf(asked, pair.provider)}`
  print(
    wrapped(
      `${inOneLine(out)}: a picture of ${counted(asked.dump.functions.length, 'function')}${way}; open it in a browser`,
    ),
  )
}
