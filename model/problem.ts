/** What is wrong with an input: where in the file, what was found, what is accepted. */
export interface Problem {
  /** Path inside the file: `machine.functions[3].bar.size`. */
  readonly path: string
  readonly found: string
  readonly accepted: string
}

export const problem = (path: string, found: string, accepted: string): Problem => ({ path, found, accepted })

/** `path: found X; accepted: Y` */
export const tellProblem = ({ path, found, accepted }: Problem): string =>
  `${path === '' ? 'top level' : path}: found ${found}; accepted: ${accepted}`
