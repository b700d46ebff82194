/** What a command is, and how a wrong call is told: no more, for every command loads it first. */
import type { ParseArgsConfig } from 'node:util'

export type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>

export interface Command {
  readonly synopsis: string
  readonly summary: string
  readonly options?: NonNullable<ParseArgsConfig['options']>
  /** Answers the exit status. */
  readonly run: (positionals: readonly string[], values: Values) => number | Promise<number>
}

/** The call is wrong: said in one line, exit status 2. */
export class UsageError extends Error {}
