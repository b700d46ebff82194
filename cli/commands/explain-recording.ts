/** `p2pspec explain RECORDING`: a script about memory that moves, pages as columns and steps as rows. */
import { existsSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import { judgeScript } from '../../conformance/memory/judge.ts'
import { isScript, readScript, type Script } from '../../conformance/memory/script.ts'
import { tableOf } from '../../conformance/memory/table.ts'
import { LARGEST_RECORDING } from '../../conformance/recording.ts'
import { readText } from '../../spec/files/read-text.ts'
import { BadFile } from '../../spec/problem.ts'
import { UsageError, type Values } from '../command.ts'

/** The story of a recording, as lines; undefined: the file is none, or none of this kind. */
export const recordingStory = (file: string, values: Values): string[] | undefined => {
  if (!file.endsWith('.txt') || !existsSync(file)) return undefined
  const text = readText(file, LARGEST_RECORDING)
  if (!isScript(text)) return undefined
  const asked = Object.keys(values).filter((option) => values[option] !== undefined && values[option] !== false)
  if (asked.length > 0)
    throw new UsageError(
      `explain: found --${asked[0]} with a recording; accepted: the recording alone, which is told as text`,
    )
  const script = readScript(text)
  if (E.isLeft(script)) throw new BadFile(file, script.left)
  return [...heading(file, script.right), ...tableOf(script.right)]
}

/** What was asked, what came of it, and what is to be read below. */
const heading = (file: string, script: Script): string[] => {
  const { answers, differences } = judgeScript(script)
  const agree = `${answers - differences.length} of ${answers} answers of Linux ${script.kernel} agree with the model.`
  return [
    `${file}: ${agree}`,
    'A cell names the page, says how its entry may be used (+w: written, +r: read, +n: not at all), and what the page holds (=5).',
    'ex(..): a device has exclusive access to the page. mig(..): the page is being migrated. -: unmapped. A dot: mapped, but without a page yet. Empty: as in the row above.',
    ...differences.map(
      ({ line, question, linux, model }) => `!!! line ${line}: ${question}: Linux ${linux}; the model ${model}`,
    ),
    '',
  ]
}
