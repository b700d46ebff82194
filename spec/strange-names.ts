/**
 * Names in a litmus test that nothing has: an exception for no design changes no answer, and an assumption that is none is
 * never met. A file may speak of what came from outside, so that they are looked up when it is asked, not when it is read.
 */
import { designNamed, designNames } from '../model/designs/index.ts'
import { didYouMean, nearest } from '../model/nearest.ts'
import { problem, type Problem } from '../model/problem.ts'
import type { LitmusFile } from './litmus.ts'
import { rules } from './rules/index.ts'

/** Of designs, in each `except`. */
export const strangeDesigns = (file: LitmusFile): Problem[] => strangeIn(file, () => true)

/** Those that are near to a name of ours: any other may be a design of one's own, which is not given here. */
export const misspeltDesigns = (file: LitmusFile): Problem[] => strangeIn(file, (near) => near !== '')

/** @param isMeant asked of what is said of the nearest name; nothing: none is near */
const strangeIn = ({ except, also = [] }: LitmusFile, isMeant: (near: string) => boolean): Problem[] =>
  [{ path: 'except', except }, ...also.map((one, i) => ({ path: `also[${i}].except`, except: one.except }))].flatMap(
    ({ path, except = {} }) =>
      Object.keys(except)
        .filter((name) => designNamed(name) === undefined)
        .map((name) => ({ name, near: didYouMean(name, designNames()) }))
        .filter(({ near }) => isMeant(near))
        .map(({ name, near }) =>
          problem(
            `${path}.${name}`,
            'no such design',
            `${near}npx p2pspec designs lists ours, --design PATH names yours`,
          ),
        ),
  )

/** Of assumptions, in `dropped`. What the checker found for a rule that is not here may speak of an assumption of that rule. */
export const strangeAssumptions = ({ dropped = [], found }: LitmusFile): Problem[] => {
  const rule = found?.['rule']
  if (rule !== undefined && rules.every(({ id }) => id !== rule)) return []
  const known = [...new Set(rules.flatMap(({ assumptions }) => assumptions.map(({ id }) => id)))]
  return dropped.flatMap((name, i) =>
    known.includes(name) ? [] : [problem(`dropped[${i}]`, `"${name}", which no rule assumes`, nearest(name, known))],
  )
}
