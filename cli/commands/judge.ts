/** `p2pspec judge PATH..`: recordings of a real kernel against the model of it. */
import { readdirSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import { isFabric, readFabric } from '../../conformance/fabric.ts'
import { judgeRecording, type Difference, type Judged } from '../../conformance/judge.ts'
import { isHmmTable, judgeHmmTable, readHmmTable } from '../../conformance/memory/hmm-table.ts'
import { judgeScript } from '../../conformance/memory/judge.ts'
import { isScript, readScript } from '../../conformance/memory/script.ts'
import { judgeRace } from '../../conformance/races/judge.ts'
import { isRace, readRace } from '../../conformance/races/read.ts'
import { isQemu, readQemu } from '../../conformance/qemu.ts'
import { LARGEST_RECORDING, type Recording } from '../../conformance/recording.ts'
import { WHOLE_FILE, problem, type Problem } from '../../model/problem.ts'
import { STDIN, readText, statOf } from '../../spec/files/read-text.ts'
import { BadFile } from '../../spec/problem.ts'
import { grouped } from '../../story/words/lines.ts'
import { UsageError, print, printJson, type Command } from '../command.ts'

/** A file, and how it was judged. */
export type Result = { readonly file: string } & Judged

export const judge: Command = {
  takes: 'PATH..',
  summary: 'compares recordings of a booted Linux (files or folders) with the model: agreements and every difference',
  run: (paths, values) => {
    if (paths.length === 0)
      throw new UsageError('judge: found no PATH; accepted: recordings, and folders of recordings')
    const results = paths.flatMap(recordingsIn).map(judgeFile)
    if (values['json'] === true) printJson('judge', results)
    else tell(results)
    return results.some(({ differences }) => differences.length > 0) ? 1 : 0
  },
}

/** A file itself; of a folder every `.txt`, by name. */
export const recordingsIn = (path: string): string[] => {
  if (path === STDIN || !statOf(path).isDirectory()) return [path]
  const files = readdirSync(path)
    .filter((file) => file.endsWith('.txt'))
    .toSorted()
  if (files.length === 0) throw new BadFile(path, [problem(WHOLE_FILE, 'a folder without a recording', 'files *.txt')])
  return files.map((file) => `${path.replace(/\/$/, '')}/${file}`)
}

export const judgeFile = (file: string): Result => {
  const text = readText(file, LARGEST_RECORDING)
  if (isScript(text)) return { file, ...judgeScript(read(file, readScript(text))) }
  if (isRace(text)) return { file, ...judgeRace(read(file, readRace(text))) }
  if (isHmmTable(text)) return { file, ...judgeHmmTable(read(file, readHmmTable(text))) }
  const recording = read(file, readRecording(text))
  if (recording.questions.length === 0)
    throw new BadFile(file, [problem('', 'no answer of a kernel', 'a recording with at least one')])
  return { file, ...judgeRecording(recording) }
}

const read = <T>(file: string, result: E.Either<Problem[], T>): T => {
  if (E.isLeft(result)) throw new BadFile(file, result.left)
  return result.right
}

const readRecording = (text: string): E.Either<Problem[], Recording> => {
  if (isFabric(text)) return readFabric(text)
  if (isQemu(text)) return readQemu(text)
  const accepted =
    'the first line of a recording: # seed N cpu max|EPYC linux VERSION, # seed N linux VERSION, # race linux VERSION, # qemu T cpu C iommu I, or hmm page=..'
  return E.left([problem('line 1', JSON.stringify(text.slice(0, 60)), accepted)])
}

const tell = (results: readonly Result[]): void => {
  let [answers, differing] = [0, 0]
  for (const result of results) {
    const { file, differences } = result
    answers += result.answers
    differing += differences.length
    print(`${file}: ${result.answers - differences.length} of ${result.answers} answers agree (Linux ${result.kernel})`)
    for (const difference of differences) print(`!!! ${file}:${difference.line}: ${tellDifference(difference)}`)
  }
  print(`${grouped(answers - differing)} of ${grouped(answers)} answers agree`)
}

/** Of a race every schedule was played that agrees with the stops: the model allows more than one answer, or none. */
const tellDifference = ({ question, linux, model, allowed }: Difference): string => {
  if (allowed === undefined) return `${question}: the model says ${model}; allowed is only what Linux said: ${linux}`
  return `${question}: Linux said ${linux}; allowed are only: ${allowed.join('; ')}`
}
