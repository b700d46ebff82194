/**
 * Parts and entry points as they are handed to us: whoever writes a design in another repository, or in JavaScript, has no
 * compiler that says which there are. A name that nobody reads would change nothing: such a design is Linux itself, and
 * passes.
 */
import { nearest } from '../nearest.ts'
import { Refused, problem, type Problem } from '../problem.ts'

/** Names of `given` that nobody reads. */
export const unread = (given: object, known: readonly string[], what: string, path = ''): Problem[] =>
  Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => problem(`${path}${name}`, `${what} that is never read`, nearest(name, known)))

/** What is there, by these names, and is no function. */
export const functionless = (given: object, names: readonly string[], path = ''): Problem[] =>
  names.flatMap((name) => {
    const there = Object.getOwnPropertyDescriptor(given, name)
    // One that is looked up when it is asked for is not asked for here.
    const isLater = there !== undefined && 'get' in there
    return isLater || typeof there?.value === 'function'
      ? []
      : [problem(`${path}${name}`, told(there?.value), 'a function')]
  })

const told = (value: unknown): string => {
  if (value === undefined) return 'nothing'
  return typeof value === 'object' ? 'an object' : JSON.stringify(value)
}

/** Throws Refused, if there is a problem. */
export const refuse = (problems: readonly Problem[]): void => {
  if (problems.length > 0) throw new Refused(problems)
}
