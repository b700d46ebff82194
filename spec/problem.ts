/**
 * What is wrong with a file, as an error.
 */
import { tellProblem, type Problem } from '../model/problem.ts'

/** Problems of one file that are told; the rest are counted. */
const MOST_TOLD = 10

/** What is wrong with a file, for a person: one line a problem, the file in front. */
export class BadFile extends Error {
  constructor(file: string, problems: readonly Problem[]) {
    const lines = problems.slice(0, MOST_TOLD).map((p) => `${file}: ${tellProblem(p)}`)
    const more = problems.length - lines.length
    super([...lines, ...(more > 0 ? [`${file}: and ${more} more`] : [])].join('\n'))
  }
}
