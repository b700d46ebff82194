/** What a command is, and how a wrong call is told: no more, for every command loads it first. */
export type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>

/** An option, and what its help says of it. */
export interface Option {
  readonly type: 'string' | 'boolean'
  readonly multiple?: boolean
  /** What stands for its value: `N`, `FOLDER`. */
  readonly value?: string
  readonly says: string
}

export interface Command {
  /** What it takes besides options: `FILE`, `[FILE..]`. */
  readonly takes: string
  readonly summary: string
  readonly options?: Readonly<Record<string, Option>>
  /** Answers the exit status. */
  readonly run: (positionals: readonly string[], values: Values) => number | Promise<number>
}

/** What several commands take. */
export const DESIGN: Option = {
  type: 'string',
  value: 'NAME',
  says: 'the design whose run is told: its id, its alias, or the path of your own module (default: the design that the file is about)',
}
export const OPERATION: Option = {
  type: 'string',
  multiple: true,
  value: 'FILE',
  says: 'your own operation: the module at that path exports it',
}

/** The call is wrong: said in one line, exit status 2. */
export class UsageError extends Error {}
