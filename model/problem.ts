/** What is wrong with an input: where in the file, what was found, what is accepted. */
export interface Problem {
  /** Path inside the file: `machine.functions[3].bar.size`. */
  readonly path: string
  readonly found: string
  readonly accepted: string
}

/** The path of a problem that the file has before anything in it is looked at. */
export const WHOLE_FILE = '.'

export const problem = (path: string, found: string, accepted: string): Problem => ({ path, found, accepted })

/** `path: found X; accepted: Y`, each at a length that can be read. */
export const tellProblem = ({ path, found, accepted }: Problem): string => {
  const where = path === WHOLE_FILE ? '' : `${cut(path || 'top level', 200)}: `
  return `${where}found ${cut(found, 200)}; accepted: ${cut(accepted, 2000)}`
}

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most)}...` : text)

/** Something that a program was handed and does not take: told as what is wrong in a file is. */
export class Refused extends Error {
  readonly problems: readonly Problem[]
  constructor(problems: readonly Problem[]) {
    super(problems.map(tellProblem).join('\n'))
    this.problems = problems
  }
}
