/** The block of docs/limits.md that says how many recorded answers there are: no page has such a number of its own. */
import type { Manifest } from '../../conformance/linux/compare/corpus.ts'
import { ROOT_FOLDER } from '../../spec/files/library.ts'
import { counted, grouped } from '../../story/words/lines.ts'
import { judgeFile, recordingsIn } from '../commands/judge.ts'
import { bullets, code } from './markdown.ts'

const FOLDER = 'conformance/recordings'
const RACES = `${FOLDER}/races`

export const judgedBlock = (manifests: readonly Manifest[]): string => {
  const total = (of: 'answers' | 'cases'): number => manifests.reduce((all, one) => all + one[of], 0)
  const judged = recordingsIn(`${ROOT_FOLDER}${FOLDER}`).map(judgeFile)
  const races = recordingsIn(`${ROOT_FOLDER}${RACES}`).map(judgeFile)
  const sum = (numbers: readonly number[]): string => grouped(numbers.reduce((a, b) => a + b, 0))
  const all = sum(judged.map((one) => one.answers))
  const differ = sum(judged.map(({ differences }) => differences.length))
  return [
    `There are three sets of recorded answers, and ${code('npm test')} compares them all:`,
    bullets([
      `${code(`npx p2pspec judge ${FOLDER}`)} compares ${all} answers in ${counted(judged.length, 'file')}: ${differ} differ.`,
      `${code(`npx p2pspec judge ${RACES}`)} compares ${sum(races.map((one) => one.answers))} answers of ${counted(races.length, 'race')}, each with all that the schedules allow.`,
      `${code(`${FOLDER}/linux`)} and ${code(`${FOLDER}/sharing`)} have ${grouped(total('answers'))} answers to ${counted(total('cases'), 'case')} that this project asked itself. [linux.md](linux.md) counts these, rule by rule.`,
    ]),
  ].join('\n\n')
}
