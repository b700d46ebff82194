/** The machine as a file for other commands, and as a picture. */
import * as E from 'fp-ts/lib/Either.js'
import type { Asked } from '../../machines/cases.ts'
import { designIn } from '../../machines/release.ts'
import { scenarioOf, type Written } from '../../machines/scenario/index.ts'
import type { Pair } from '../../machines/scenario/pair.ts'
import { writeText } from '../../spec/files/text.ts'
import { writeWhole } from '../../spec/files/write.ts'
import { litmusOf } from '../../spec/litmus.ts'
import { BadFile } from '../../spec/problem.ts'
import { sceneOf } from '../../story/picture/scene.ts'
import { svgOf } from '../../story/picture/svg.ts'
import { explained } from '../../story/story.ts'
import { hanging, wrapped } from '../../story/words/lines.ts'
import { designNamed, print } from '../command.ts'

const written = (file: string, asked: Asked, pair: Pair | undefined): Written => {
  const found = scenarioOf(asked, pair)
  if (E.isLeft(found)) throw new BadFile(`${file}, as a scenario`, found.left)
  return found.right
}

export const writeScenario = (file: string, out: string, asked: Asked, pair: Pair | undefined): void => {
  const { file: scenario, notes } = written(file, asked, pair)
  const comment = [`written by p2pspec machine from ${file}`, ...notes].map((note) => ` ${note}`).join('\n')
  writeWhole('--scenario', out, writeText(scenario, comment), [file])
  print(
    [wrapped(`${out}: npx p2pspec explain ${out}`), ...notes.map((note) => hanging(`- ${note}`, '  ', '    '))].join(
      '\n',
    ),
  )
}

/** The picture that explain draws of that scenario. */
export const writePicture = async (file: string, out: string, asked: Asked, pair: Pair | undefined): Promise<void> => {
  const litmus = litmusOf(written(file, asked, pair).file)
  if (E.isLeft(litmus)) throw new BadFile(`${file}, as a scenario`, litmus.left)
  const scene = sceneOf(file, litmus.right, explained(litmus.right, designNamed(designIn(asked.release))))
  writeWhole('--svg', out, await svgOf(scene), [file])
  print(`${out}: ${scene.title}`)
}
