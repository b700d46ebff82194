/**
 * What a design or a rule throws, with the scenario on which it did.
 */
import type { ScenarioFile } from '../../model/scenario/file.ts'
import { BadFile } from '../../spec/problem.ts'

/** Something was thrown while `file` was looked at. */
export class Thrown extends Error {
  readonly file: ScenarioFile
  /** Where it was read from, if it was. */
  readonly path: string | undefined
  constructor(file: ScenarioFile, cause: unknown, path?: string) {
    super('thrown while a scenario was looked at', { cause })
    this.file = file
    this.path = path
  }
}

/** `work`; what it throws is said to be thrown on `file`. */
export const during = <T>(file: ScenarioFile, work: () => T, path?: string): T => {
  try {
    return work()
  } catch (error) {
    throw error instanceof Thrown || error instanceof BadFile ? error : new Thrown(file, error, path)
  }
}

/** The `Thrown` in an error or among its causes: fast-check wraps what a property throws. */
export const thrownIn = (error: unknown): Thrown | undefined =>
  error instanceof Thrown ? error : error instanceof Error ? thrownIn(error.cause) : undefined

/** The first line of a stack that is in one of the files, as `file:line:column`. */
export const frameIn = (stack: string, files: readonly string[]): string | undefined =>
  stack
    .split('\n')
    .map((line) => /(?:file:\/\/)?(\/[^\s()]+:\d+:\d+)\)?$/.exec(line)?.[1])
    .find((place) => place !== undefined && files.some((file) => place.startsWith(`${file}:`)))
